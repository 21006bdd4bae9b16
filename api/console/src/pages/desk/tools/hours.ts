const pad = (number: number): string => String(number).padStart(2, '0')

/** A moment as `<input type="datetime-local">` has it, in this browser's zone; empty for none. */
export function asLocal(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}

/** The moment that was typed, with its zone; null where nothing was. */
export const asMoment = (typed: string): string | null => (typed ? new Date(typed).toISOString() : null)
