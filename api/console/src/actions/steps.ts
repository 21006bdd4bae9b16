import type { AllowedAction, StepIn } from '@/api/types'

// What an action needs to be told, and how a person says it.
export type Field = 'text' | 'lines' | 'level' | 'incident' | 'grade' | 'channel' | 'improvements'

const FIELDS: Record<string, Field> = {
  evidence: 'lines',
  measures: 'lines',
  response_level: 'level',
  into: 'incident',
  grade: 'grade',
  channel: 'channel',
  improvements: 'improvements',
}

export const fieldOf = (need: string): Field => FIELDS[need] ?? 'text'

/** The body of a step: every need as the kind of value it wants; what was left empty is not said. */
export function stepOf(action: string, said: Readonly<Record<string, string>>): StepIn {
  const told = Object.entries(said)
    .filter(([, text]) => text.trim())
    .map(([need, text]) => {
      const field = fieldOf(need)
      if (field === 'lines') return [need, text.split('\n').map((one) => one.trim()).filter(Boolean)]
      if (field === 'level') return [need, Number(text)]
      return [need, text.trim()]
    })
  return { ...EMPTY, action, ...(Object.fromEntries(told) as Partial<StepIn>) }
}

const EMPTY: Omit<StepIn, 'action'> = {
  reason: '', evidence: [], matters: '', expected_period: '', measures: [], receiver: '', override: '',
  elsewhere: 0, channel: 'click', plan_id: '', commander: '', order_ref: '', minutes: '', improvements: [], into: '',
}

/** The matter somebody has to vouch for before an action may be taken, if that is what blocks it. */
export const matterOf = (blockedBy: string | null): string | null =>
  /\(matter '(\w+)'\)/.exec(blockedBy ?? '')?.[1] ?? null

/** What may be taken now, and what waits for something: an action that is open by one row waits for nothing. */
export function sorted(actions: readonly AllowedAction[]): { open: AllowedAction[]; blocked: AllowedAction[] } {
  const open = actions.filter((one) => one.blocked_by === null)
  const names = new Set(open.map((one) => one.action))
  return { open, blocked: actions.filter((one) => one.blocked_by !== null && !names.has(one.action)) }
}

/** What a sentence of the server names by its number: orders, posts, shelters. */
export const namedIn = (blockedBy: string | null): string[] => [...new Set(blockedBy?.match(/\b[A-Z]{1,3}-?\d+(?:-\d+)?\b/g) ?? [])]
