import { expect, it } from 'vitest'
import type { AfterAction } from '@/api/types'
import { byKind, figuresOf } from './charted'

const spread = (incidents: number, p50_s: number | null) => ({ incidents, reached: incidents, p50_s, p90_s: p50_s, late: 0 })
const review = (kinds: AfterAction['by_kind']) =>
  ({
    name: '演练', responded: [], overall: spread(3, 125), by_kind: kinds, violations: 0,
    timers: [{ timer: 'a', begun: 8, passed: 2 }],
    advice: { made: 0, accepted: 0, changed: 0, superseded: 0, costed: 0, cost_s: 0 },
    rubric_score: { scored: [], points: 70, of: 100, passed: true },
  }) as unknown as AfterAction

it('tells shares only where there was something to share', () => {
  expect(figuresOf(review({}))).toMatchObject({ kept: 0.75, followed: null, p50_min: 2.1, points: 70 })
})

it('lays kinds of two runs side by side, the most frequent first', () => {
  const made = byKind([review({ fire: spread(1, 60), gas: spread(5, null) }), review({ fire: spread(2, 120) })], 2)
  expect(made).toEqual([
    { kind: 'gas', p50: [null, null], p90: [null, null] },
    { kind: 'fire', p50: [1, 2], p90: [1, 2] },
  ])
})
