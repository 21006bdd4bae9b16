import { expect, it } from 'vitest'
import { asLocal, asMoment } from './hours'

it('gives a moment to a field and takes the same one back', () => {
  const ms = Date.parse('2026-07-16T08:30:00Z')
  expect(asMoment(asLocal(ms))).toBe('2026-07-16T08:30:00.000Z')
  expect(asMoment('')).toBeNull()
})
