import type { AfterAction } from '@/api/types'

// What of an after-action review is drawn and put beside another's: plain values, no chart library.

export interface Figures {
  run: string
  incidents: number
  reached: number
  p50_min: number | null
  p90_min: number | null
  kept: number | null
  followed: number | null
  points: number
  of: number
  passed: boolean
  violations: number
}

const inMinutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 6) / 10)
const share = (part: number, all: number): number | null => (all ? part / all : null)

export function figuresOf(review: AfterAction): Figures {
  const begun = review.timers.reduce((sum, one) => sum + one.begun, 0)
  const passed = review.timers.reduce((sum, one) => sum + one.passed, 0)
  const { accepted, changed } = review.advice
  return {
    run: review.name,
    incidents: review.responded.length,
    reached: review.overall.reached,
    p50_min: inMinutes(review.overall.p50_s),
    p90_min: inMinutes(review.overall.p90_s),
    kept: share(begun - passed, begun),
    followed: share(accepted, accepted + changed),
    points: review.rubric_score.points,
    of: review.rubric_score.of,
    passed: review.rubric_score.passed,
    violations: review.violations,
  }
}

/** The kinds with the most incidents in any of the runs, and how soon half and nine tenths were reached. */
export function byKind(reviews: readonly AfterAction[], most: number): { kind: string; p50: (number | null)[]; p90: (number | null)[] }[] {
  const kinds = new Map<string, number>()
  for (const review of reviews)
    for (const [kind, spread] of Object.entries(review.by_kind)) kinds.set(kind, (kinds.get(kind) ?? 0) + spread.incidents)
  return [...kinds]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([kind]) => ({
      kind,
      p50: reviews.map((one) => inMinutes(one.by_kind[kind]?.p50_s ?? null)),
      p90: reviews.map((one) => inMinutes(one.by_kind[kind]?.p90_s ?? null)),
    }))
}
