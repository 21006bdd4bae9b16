import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { ServerFrame } from '@/api/types'
import { EMPTY, folded } from '@/live/feed'
import { type Span, spanOf } from './moments'

const AGAIN_MS = 2000
const REFRESH_MS = 2000 // real time: how often a board is asked for whole while events change it

type Played = ServerFrame & { replay?: { at: string; speed?: number } }

/** One area's past over a line of its own: the board of a moment, moved by `seek` and `pace`. */
export function useReplay(area: () => string) {
  const feed = shallowRef(EMPTY)
  const span = shallowRef<Span | null>(null)
  const name = ref('')
  const at = ref(0)
  const playing = ref(false)
  const failed = ref(false)
  let socket: WebSocket | null = null
  let speed = 0
  let wanted: number | null = null // where to go once there is a line
  let sought: number | null = null // where the server was told to go, until its board comes
  let whole = { position: 0, asked: 0 }
  let over = false
  let retry: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    const mine = area()
    if (!mine || over) return
    try {
      const found = await told(client.GET('/api/v1/replay', { params: { query: { area: mine } } }))
      if (over || mine !== area()) return
      span.value = spanOf(found)
      name.value = found.name
      failed.value = false
      if (span.value && !socket) open()
    } catch {
      if (!over) failed.value = true
    }
  }

  function open(): void {
    clearTimeout(retry)
    if (!span.value) return
    const url = new URL('/api/v1/live', location.href)
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    url.searchParams.set('area', area())
    url.searchParams.set('from', new Date(wanted ?? (at.value || span.value.ends)).toISOString())
    url.searchParams.set('speed', String(speed))
    wanted = sought = null
    const mine = new WebSocket(url.href)
    socket = mine
    mine.onopen = () => wanted !== null && seek(wanted)
    mine.onmessage = ({ data }: MessageEvent<string>) => mine === socket && hear(JSON.parse(data) as Played)
    mine.onclose = () => {
      if (mine !== socket) return
      socket = null
      retry = setTimeout(open, AGAIN_MS)
    }
  }

  function hear(message: Played): void {
    const moment = message.replay ? Date.parse(message.replay.at) : at.value
    if (sought !== null) {
      // What was under way when somebody moved the slider is of another moment.
      if (message.type !== 'snapshot' || Math.abs(moment - sought) > 1) return
      sought = null
    }
    at.value = moment
    if ((message.type as string) === 'replay_ended') return pace(0)
    feed.value = folded(feed.value, message)
    const position = feed.value.position ?? 0
    if (message.type === 'snapshot') whole = { ...whole, position }
    // What an event changes is known to the server: the board of the moment is asked for whole.
    else if (position > whole.position && Date.now() - whole.asked > REFRESH_MS) seek(at.value)
  }

  function say(order: object): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(order))
    return true
  }
  /** Go to a moment, in ms. */
  function seek(moment: number): void {
    whole = { ...whole, asked: Date.now() }
    at.value = moment
    const isSaid = say({ at: new Date(moment).toISOString() })
    sought = isSaid ? moment : null
    wanted = isSaid ? null : moment
  }
  /** Play so many times as fast as it was; 0 stands still. */
  function pace(times: number): void {
    speed = times
    playing.value = times > 0
    say({ speed: times })
  }
  function close(): void {
    clearTimeout(retry)
    const old = socket
    socket = null
    old?.close()
  }

  watch(area, () => {
    close()
    feed.value = EMPTY
    span.value = null
    at.value = 0
    void load()
  }, { immediate: true })
  onUnmounted(() => {
    over = true
    close()
  })
  return { feed, span, name, at, playing, failed, load, seek, pace }
}
