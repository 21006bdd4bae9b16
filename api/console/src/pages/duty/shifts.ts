import type { RecordedEvent, Shift } from '@/api/types'
import { isAbout } from '@/live/useStirred'

const DAY_MS = 86_400_000

/** Whether an event is about who sits where on duty. */
export const isAboutShifts = (one: RecordedEvent): boolean => isAbout(one, ['Shift', 'CheckedIn', 'AbsenceRecorded'], 'shift')

/** The shifts of a place one after another, the earliest first; what is over goes last, the newest first. */
export function inOrder(shifts: readonly Shift[]): Shift[] {
  const begins = (one: Shift) => Date.parse(one.begins_at)
  const open = shifts.filter((one) => one.is_open).sort((a, b) => begins(a) - begins(b))
  const over = shifts.filter((one) => !one.is_open).sort((a, b) => begins(b) - begins(a))
  return [...open, ...over]
}

/** What a person says of a roster: from when, how long, how many days, who sits where. */
export interface RosterSaid {
  day: string
  hour: number
  hours: number
  days: number
  leader: string
  officers: string
  contact: string
}

export interface PlannedShift {
  begins_at: string
  ends_at: string
  people: { name: string; seat: string; contact: string }[]
}

/** Shifts that follow one another, each with the same people. */
export function planned(said: RosterSaid): PlannedShift[] {
  const [year = 0, month = 1, date = 1] = said.day.split('-').map(Number)
  const first = new Date(year, month - 1, date, said.hour).getTime()
  const seat = (name: string, of: string) => ({ name, seat: of, contact: said.contact.trim() })
  const officers = said.officers.split(/[\s,，、]+/).filter(Boolean)
  const people = [...(said.leader.trim() ? [seat(said.leader.trim(), 'leader')] : []), ...officers.map((one) => seat(one, 'officer'))]
  const length = said.hours * 3_600_000
  const count = Math.round((said.days * DAY_MS) / length)
  return Array.from({ length: Math.max(1, count) }, (_, at) => ({
    begins_at: new Date(first + at * length).toISOString(),
    ends_at: new Date(first + (at + 1) * length).toISOString(),
    people,
  }))
}
