// Moments and lengths of time as a person reads them; the digits line up.

const two = (number: number): string => String(number).padStart(2, '0')

/** 14:05, or 14:05:09. */
export function clock(at: string | number, seconds = false): string {
  const moment = new Date(at)
  const minutes = `${two(moment.getHours())}:${two(moment.getMinutes())}`
  return seconds ? `${minutes}:${two(moment.getSeconds())}` : minutes
}

export function day(at: string | number): string {
  const moment = new Date(at)
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** Whole minutes, never less than one: nobody is there at once. */
export const minutes = (seconds: number): number => Math.max(1, Math.round(seconds / 60))

/** 4:05 or 1:04:05 or 3 d 04:05, without a sign. */
export function span(ms: number): string {
  const all = Math.floor(Math.abs(ms) / 1000)
  const days = Math.floor(all / 86_400)
  const hours = Math.floor((all % 86_400) / 3600)
  const rest = `${two(Math.floor((all % 3600) / 60))}:${two(all % 60)}`
  if (days) return `${days}d ${two(hours)}:${rest.slice(0, 2)}`
  return hours ? `${hours}:${rest}` : rest.replace(/^0/, '')
}

const EXACT_MS = 600_000

/** How long something has stood: to the second for ten minutes, then 12′, 1h04′ or 3d04h. */
export function age(ms: number): string {
  if (Math.abs(ms) < EXACT_MS) return span(ms)
  const all = Math.floor(Math.abs(ms) / 60_000)
  const [days, hours, rest] = [Math.floor(all / 1440), Math.floor((all % 1440) / 60), all % 60]
  if (days) return `${days}d${two(hours)}h`
  return hours ? `${hours}h${two(rest)}′` : `${rest}′`
}
