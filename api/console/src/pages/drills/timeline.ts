import type { ExpectedShown, ScriptLine } from '@/api/types'

// The course of a drill as lanes along its minutes.

export type Lane = 'inject' | 'facts' | 'world'

export interface Mark {
  line: ScriptLine
  /** Where it begins and ends along the lane, in percent. */
  from: number
  to: number
  state: 'came' | 'due' | 'coming'
}

export const laneOf = (line: ScriptLine): Lane =>
  line.what === 'inject' || line.what === 'facts' ? line.what : 'world'

/** How long the axis is: the drill's hours, longer where something is planned behind them. */
export const lengthMin = (durationH: number, lines: readonly ScriptLine[]): number =>
  Math.max(1, durationH * 60, ...lines.map((one) => one.at_min))

/** What stands in each lane; nothing where a lane is empty. */
export function lanes(
  lines: readonly ScriptLine[], durationH: number, nowMin: number | null,
): { lane: Lane; marks: Mark[] }[] {
  const length = lengthMin(durationH, lines)
  const share = (minute: number) => Math.min(100, Math.max(0, (minute / length) * 100))
  const made = new Map<Lane, Mark[]>()
  for (const line of lines) {
    const to = line.until_min === null ? line.at_min : line.until_min
    const mark: Mark = { line, from: share(line.at_min), to: share(to), state: stateOf(line, nowMin) }
    made.set(laneOf(line), [...(made.get(laneOf(line)) ?? []), mark])
  }
  const order: Lane[] = ['inject', 'facts', 'world']
  return order.flatMap((lane) => (made.has(lane) ? [{ lane, marks: made.get(lane) ?? [] }] : []))
}

function stateOf(line: ScriptLine, nowMin: number | null): Mark['state'] {
  if (line.what === 'inject') return line.came_at_min === null ? 'coming' : 'came'
  return nowMin !== null && line.at_min <= nowMin ? 'came' : 'coming'
}

/** Minutes at which the axis bears a figure: round ones, not more than ten. */
export function ticks(length: number): number[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440].find((one) => length / one <= 10) ?? 2880
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, at) => at * step)
}

/** 0:05, 2:30: hours and minutes since the start. */
export function sinceStart(minutes: number): string {
  const whole = Math.floor(Math.abs(minutes))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

export type Outcome = 'ahead' | 'waiting' | 'late' | 'done' | 'doneLate'

/** How an expected action stands at a minute of the drill. */
export function outcomeOf(one: ExpectedShown, now: number): Outcome {
  if (one.due_at === null) return 'ahead'
  if (one.after_min !== null) return one.after_min <= one.within_min ? 'done' : 'doneLate'
  return Date.parse(one.due_at) < now ? 'late' : 'waiting'
}
