import type { Lifecycle } from '@/api/types'
import type { Waiting } from './queue'

// What a leader may do next, or a first responder, from the table of orders or of calls that the
// server itself goes by; so that it is known without a signal as well.

/** The way of an order, as far as its team takes it: one big button each. */
export const MAIN = ['sign', 'set_out', 'arrive', 'begin', 'finish'] as const

export interface Offer {
  action: string
  zh: string
  en: string
  needs: readonly string[]
}

/** The actions of a role in a state, in the table's order. */
export function offered(table: Lifecycle, state: string, role: string): Offer[] {
  const found = new Map<string, Offer>()
  for (const { action, zh, en, moves, roles, needs } of table.rows) {
    if (state in moves && roles.includes(role) && !found.has(action)) found.set(action, { action, zh, en, needs })
  }
  return [...found.values()]
}

/** The state an order, or a call, will be in once what waits is taken. */
export function stateAhead(table: Lifecycle, state: string, waiting: readonly Waiting[]): string {
  return waiting.reduce((now, { deed }) => {
    if (deed.kind === 'progress' || deed.kind === 'seen') return now
    const row = table.rows.find((one) => one.action === deed.action && now in one.moves)
    return row?.moves[now] ?? now
  }, state)
}

/** The step that leads on; none where the team's part is done. */
export const leadsOn = (offers: readonly Offer[]): Offer | undefined => {
  const by = (action: string) => offers.find((one) => one.action === action)
  return MAIN.map(by).find((one) => one !== undefined)
}
