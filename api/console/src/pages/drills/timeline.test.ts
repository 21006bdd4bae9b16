import { expect, it } from 'vitest'
import type { ExpectedShown, ScriptLine } from '@/api/types'
import { lanes, lengthMin, outcomeOf, sinceStart, ticks } from './timeline'

const line = (what: ScriptLine['what'], at_min: number, more: Partial<ScriptLine> = {}): ScriptLine => ({
  what, at_min, number: null, until_min: null, name: { zh: '', en: '' }, lon: null, lat: null, came_at_min: null, ...more,
})

it('lays what happens along the hours, injects first', () => {
  const made = lanes([line('weather', 0, { until_min: 30 }), line('inject', 15, { came_at_min: 15 })], 1, 20)
  expect(made.map((one) => one.lane)).toEqual(['inject', 'world'])
  expect(made[0]?.marks[0]).toMatchObject({ from: 25, to: 25, state: 'came' })
  expect(made[1]?.marks[0]).toMatchObject({ from: 0, to: 50, state: 'came' })
})

it('has an inject come when it came, not when it was planned', () => {
  const [lane] = lanes([line('inject', 5)], 1, 50)
  expect(lane?.marks[0]?.state).toBe('coming')
})

it('is as long as the last thing that is planned', () => {
  expect(lengthMin(1, [line('facts', 90)])).toBe(90)
  expect(lengthMin(2, [])).toBe(120)
})

it('bears round figures, not too many', () => {
  expect(ticks(60)).toEqual([0, 10, 20, 30, 40, 50, 60])
  expect(ticks(1440).length).toBeLessThanOrEqual(11)
  expect(sinceStart(150.7)).toBe('2:30')
})

it('knows what is late, and what was done in time', () => {
  const at = '2024-07-16T06:30:00Z'
  const one = (more: Partial<ExpectedShown>): ExpectedShown => ({
    inject: 1, action: 'x', label: { zh: '', en: '' }, within_min: 5, due_at: at, after_min: null, by: '', points: 0, of: 10, ...more,
  })
  const due = Date.parse(at)
  expect(outcomeOf(one({ due_at: null }), due)).toBe('ahead')
  expect(outcomeOf(one({}), due - 1)).toBe('waiting')
  expect(outcomeOf(one({}), due + 1)).toBe('late')
  expect(outcomeOf(one({ after_min: 4 }), due + 1)).toBe('done')
  expect(outcomeOf(one({ after_min: 6 }), due + 1)).toBe('doneLate')
})
