import type { ReplaySpan, TimelineEntry } from '@/api/types'

// Two runs are laid side by side by what has passed since each began; moments are in ms.

export interface Span {
  begins: number
  ends: number
}

/** From when to when there is something to play; null while nothing happened. */
export function spanOf(told: Pick<ReplaySpan, 'begins_at' | 'ends_at'>): Span | null {
  if (!told.begins_at || !told.ends_at) return null
  return { begins: Date.parse(told.begins_at), ends: Date.parse(told.ends_at) }
}

/** Whole seconds on the slider: as long as the longer of the runs. */
export const lengthS = (spans: readonly (Span | null)[]): number =>
  Math.max(1, ...spans.map((one) => (one ? Math.ceil((one.ends - one.begins) / 1000) : 0)))

/** The moment of a run so many seconds after it began, never after its end. */
export const momentAt = (span: Span, elapsedS: number): number =>
  Math.min(span.ends, span.begins + Math.max(0, elapsedS) * 1000)

export const elapsedAt = (span: Span, moment: number): number =>
  Math.max(0, Math.round((moment - span.begins) / 1000))

/** How many stretches of the slider have something, and how much: for the marks above it. */
export function density(entries: readonly TimelineEntry[], span: Span, stretches: number): { all: number; late: number }[] {
  const made = Array.from({ length: stretches }, () => ({ all: 0, late: 0 }))
  const length = Math.max(1, span.ends - span.begins)
  for (const one of entries) {
    const at = Math.floor(((Date.parse(one.at) - span.begins) / length) * stretches)
    const stretch = made[Math.min(stretches - 1, Math.max(0, at))]
    if (!stretch) continue
    stretch.all += 1
    if (one.overdue) stretch.late += 1
  }
  return made
}

/** The milestone that happened last up to a moment: where the list stands. -1 before the first. */
export function lastBefore(entries: readonly TimelineEntry[], moment: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (Date.parse(entries[middle]?.at ?? '') <= moment) low = middle + 1
    else high = middle
  }
  return low - 1
}
