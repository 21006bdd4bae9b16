// What a leader did, a first responder or a village answered, in the order it was done, until the server has taken it: pure, so that nothing
// is lost or done twice whatever the line does. Each deed has a name of its own; sent again under
// it, it has no second effect.

/**
 * What a leader can do about an order, a first responder about a call, a village about a warning. `wanted` is how many more crews of which
 * capability.
 */
export type Deed =
  | { kind: 'step'; action: string; reason?: string; safe?: number; elsewhere?: number }
  | { kind: 'progress'; text: string; photos: readonly Blob[]; wanted: Readonly<Record<string, number>> }
  | { kind: 'seen' }
  | { kind: 'answer'; action: string; responder: string }
  | { kind: 'call'; action: string; place: string }

export interface Waiting {
  /** Its own name: the `Idempotency-Key`. */
  key: string
  user: string
  /** The command area it was done in: ids are of one area. */
  area?: string
  /** The order it is about, or the call. */
  order: string
  /** Its incident; of a call to confirm a warning that warning. */
  incident: string
  /** When it was done, by this phone's clock. */
  doneAt: string
  deed: Deed
}

/** A deed that the server refused: it is shown, never dropped in silence. */
export interface Refusal extends Waiting {
  code: string
  why: string
}

/** A deed that was taken: it is in the log up to this position. */
export interface Taken {
  position: number
}

export interface Queue {
  waiting: readonly Waiting[]
  refused: readonly Refusal[]
  /**
   * Taken, but perhaps not in what was last asked for: each counts until that is as new, and beyond a page that is
   * closed. One that was kept before there were any has none.
   */
  landed?: readonly (Waiting & Taken)[]
}

export const EMPTY_QUEUE: Queue = { waiting: [], refused: [] }

/** The queue with a deed at its end; one that is in it already is not put twice. */
export function put(queue: Queue, deed: Waiting): Queue {
  if (queue.waiting.some((one) => one.key === deed.key)) return queue
  return { ...queue, waiting: [...queue.waiting, deed] }
}

const MOST_LANDED = 40
const without = (queue: Queue, key: string): Queue => ({
  ...queue,
  waiting: queue.waiting.filter((one) => one.key !== key),
})

/** The queue once a deed is taken; what it brought about counts on, its pictures need not be kept. */
export function taken(queue: Queue, key: string, { position }: Taken): Queue {
  const found = queue.waiting.find((one) => one.key === key)
  if (!found) return queue
  const deed = found.deed.kind === 'progress' ? { ...found.deed, photos: [] } : found.deed
  return { ...without(queue, key), landed: [...(queue.landed ?? []), { ...found, deed, position }].slice(-MOST_LANDED) }
}

/** The queue once what was asked for is as new as some deeds: those it `shows` need not count any more. */
export function seenIn(queue: Queue, shows: (one: Waiting & Taken) => boolean): Queue {
  const left = (queue.landed ?? []).filter((one) => !shows(one))
  return left.length === (queue.landed ?? []).length ? queue : { ...queue, landed: left }
}

/** The queue once a deed is refused. */
export function refused(queue: Queue, key: string, problem: { code: string; message: string }): Queue {
  const found = queue.waiting.find((one) => one.key === key)
  if (!found) return queue
  const shown = { ...found, code: problem.code, why: problem.message }
  return { ...without(queue, key), refused: [...queue.refused, shown] }
}

/** The queue once the leader has read why something was refused. */
export const read = (queue: Queue, key: string): Queue => ({
  ...queue,
  refused: queue.refused.filter((one) => one.key !== key),
})

export type Verdict = 'later' | 'sign in' | 'refused'

/** What a failed attempt means for its deed: the line and the server may be better later. */
export function verdict(status: number): Verdict {
  if (status === 401) return 'sign in'
  return status === 0 || status === 408 || status === 429 || status >= 500 ? 'later' : 'refused'
}

/** A deed that was not taken, and why. */
export interface Failure {
  status: number
  code: string
  message: string
}
/**
 * Send what waits, one after the other, the oldest first: what follows rests on what went before.
 * Stops at the first that must wait.
 */
export async function drain(
  next: () => Waiting | undefined,
  send: (deed: Waiting) => Promise<Failure | Taken>,
  settle: (deed: Waiting, answer: Failure | Taken) => Promise<void>,
): Promise<'empty' | Exclude<Verdict, 'refused'>> {
  for (let deed = next(); deed; deed = next()) {
    const answer = await send(deed)
    const found = 'status' in answer ? verdict(answer.status) : null
    if (found === 'later' || found === 'sign in') return found
    await settle(deed, answer)
  }
  return 'empty'
}

const TOLD_LATE_MS = 10_000

/** When a deed was done, to be told where word of it comes late; null where it comes at once. */
export const toldLate = (doneAt: string, now: number): string | null =>
  now - Date.parse(doneAt) > TOLD_LATE_MS ? doneAt : null
