import { expect, it } from 'vitest'
import type { TimelineEntry } from '@/api/types'
import { density, elapsedAt, lastBefore, lengthS, momentAt, spanOf } from './moments'

const FIRST = { begins: 1_000_000, ends: 1_100_000 }
const SECOND = { begins: 9_000_000, ends: 9_050_000 }
const at = (moment: number, overdue = false) =>
  ({ at: new Date(moment).toISOString(), overdue }) as TimelineEntry

it('lays two runs side by side by what has passed since each began', () => {
  expect(lengthS([FIRST, SECOND, null])).toBe(100)
  expect(momentAt(SECOND, elapsedAt(FIRST, 1_020_000))).toBe(9_020_000)
  expect(momentAt(SECOND, 80)).toBe(SECOND.ends)
})

it('has nothing to play before anything happened', () => {
  expect(spanOf({ begins_at: null, ends_at: null })).toBeNull()
  expect(spanOf({ begins_at: '1970-01-01T00:00:01Z', ends_at: '1970-01-01T00:00:02Z' })).toEqual({ begins: 1000, ends: 2000 })
})

it('counts what happened along the slider, and what was late', () => {
  const made = density([at(1_000_000), at(1_049_000, true), at(1_100_000)], FIRST, 2)
  expect(made).toEqual([{ all: 2, late: 1 }, { all: 1, late: 0 }])
})

it('finds the milestone of a moment', () => {
  const all = [at(1_000_000), at(1_010_000), at(1_020_000)]
  expect(lastBefore(all, 999_999)).toBe(-1)
  expect(lastBefore(all, 1_010_000)).toBe(1)
  expect(lastBefore(all, 2_000_000)).toBe(2)
})
