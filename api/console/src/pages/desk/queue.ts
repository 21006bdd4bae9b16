import type { Known } from '@/live/feed'

/** What of an incident wants somebody now. */
export interface Pressing {
  late: readonly string[]
  short: boolean
  decision: boolean
  suspected: boolean
}

export function pressing(one: Known): Pressing {
  const { teams = {}, supplies = {} } = one.missing ?? {}
  return {
    late: one.overdue,
    short: Object.keys(teams).length + Object.keys(supplies).length > 0,
    decision: one.recommendation_id !== null,
    suspected: one.suspicion !== null,
  }
}

export type Filter = 'all' | 'new' | 'decision' | 'late' | 'short'

export function fits(one: Known, filter: Filter): boolean {
  const { late, short, decision } = pressing(one)
  switch (filter) {
    case 'all':
      return true
    case 'new':
      return one.state === 'REPORTED'
    case 'decision':
      return decision
    case 'late':
      return late.length > 0
    case 'short':
      return short
  }
}

/** By what an operator looks at first: active before winding down, urgent, late, waiting, the newest. */
export function inOrder<T extends Known>(all: Iterable<T>, active: (one: T) => boolean): T[] {
  const rank = (one: T): number[] => {
    const { late, short, decision } = pressing(one)
    return [
      active(one) ? 0 : 1,
      one.maydays.length ? 0 : 1,
      one.priority,
      late.length ? 0 : 1,
      decision || short ? 0 : 1,
      -Date.parse(one.opened_at),
    ]
  }
  const ranked = [...all].map((one) => ({ one, rank: rank(one) }))
  ranked.sort((a, b) => {
    const at = a.rank.findIndex((value, place) => value !== b.rank[place])
    return at < 0 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0)
  })
  return ranked.map(({ one }) => one)
}
