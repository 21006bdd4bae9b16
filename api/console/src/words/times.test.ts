import { expect, it } from 'vitest'
import { age, minutes, span } from './times'

it('tells lengths of time without a sign', () => {
  expect(span(245_000)).toBe('4:05')
  expect(span(-59_000)).toBe('0:59')
  expect(span(3_845_000)).toBe('1:04:05')
  expect(span(2 * 86_400_000 + 3 * 3_600_000)).toBe('2d 03:00')
})

it('has nobody arrive in no time', () => {
  expect(minutes(3)).toBe(1)
  expect(minutes(150)).toBe(3)
})

it('tells an age to the second for ten minutes only, so that a long list stays still', () => {
  expect(age(9 * 60_000 + 5_000)).toBe('9:05')
  expect(age(12 * 60_000 + 5_000)).toBe('12′')
  expect(age(64 * 60_000)).toBe('1h04′')
  expect(age(76 * 3_600_000)).toBe('3d04h')
})
