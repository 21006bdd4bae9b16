// Hold one WebSocket to the live feed: come back after it broke, with the position that was seen.

export type Link =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'waiting'; retryAt: number }
  | { state: 'over'; code: number }

export interface Line<M> {
  /** The address with the position to come back with; null begins anew with a snapshot. */
  address: (after: number | null) => string
  after: () => number | null
  onMessage: (message: M) => void
  onLink: (link: Link) => void
  /** The log ended before our position: forget it and begin anew. */
  onLost: () => void
}

const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 8_000
export const QUIET_MS = 40_000 // a heartbeat comes every 15 s: quiet for so long, the line is dead
const NOT_SIGNED_IN = [4401, 4403]
const BEGIN_ANEW = [4400, 4409]

/** Follow the feed until the function that is returned is called. */
export function follow<M>(line: Line<M>): () => void {
  let socket: WebSocket | null = null
  let wait = FIRST_WAIT_MS
  let stopped = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let quiet: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(retry)
    line.onLink({ state: 'connecting' })
    const mine = new WebSocket(line.address(line.after()))
    socket = mine
    heard()
    mine.onmessage = ({ data }: MessageEvent<string>) => {
      heard()
      wait = FIRST_WAIT_MS
      line.onLink({ state: 'live' })
      line.onMessage(JSON.parse(data) as M)
    }
    mine.onopen = () => {
      if (line.after() !== null) line.onLink({ state: 'live' })
    }
    mine.onclose = ({ code }) => {
      if (mine !== socket || stopped) return
      if (NOT_SIGNED_IN.includes(code)) return line.onLink({ state: 'over', code })
      if (BEGIN_ANEW.includes(code)) line.onLost()
      again()
    }
  }

  function heard(): void {
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      socket?.close()
      again() // a dead line may take minutes to say that it is closed
    }, QUIET_MS)
  }

  function again(): void {
    clearTimeout(quiet)
    clearTimeout(retry)
    socket = null
    line.onLink({ state: 'waiting', retryAt: Date.now() + wait })
    retry = setTimeout(open, wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
  }

  function atOnce(): void {
    if (socket === null && !stopped) open()
  }

  addEventListener('online', atOnce)
  open()
  return () => {
    stopped = true
    clearTimeout(retry)
    clearTimeout(quiet)
    removeEventListener('online', atOnce)
    socket?.close()
  }
}
