import { useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import { area, client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import type { IncidentDetail, PositionsFrame, ServerFrame } from '@/api/types'
import { useSession } from '@/pages/login/session'
import { follow, type Link } from './connection'
import { allAnswered, answered, EMPTY, type Feed, folded, isIncident, outOfDate } from './feed'

const ASK_EVERY_MS = 250
const QUIET_MS = 20_000 // a heartbeat comes every 15 s: something is wrong, whatever the line says
const HEARD_MS = 1000 // as exactly as an age is told
const MOVE_EVERY_MS = 1000 // as often as a team says where it is: each dot moves with what it said last
const NOT_OURS = [403, 404, 422] // asked again it would be refused again
const ASK_AT_ONCE = 6 // as many as a browser asks of one host side by side
const DETAILS_KEPT = 40 // the latest that were asked for: the whole shift's would not fit

/** The area as it is now, for every page: the feed, the line to the server, the area's clock. */
export const useLive = defineStore('live', () => {
  const whole = shallowRef(EMPTY) // the feed as one value, to be compared with an earlier one
  const feed = shallowReactive({ ...EMPTY }) // the same by parts: only who reads a part is told of its change
  const link = ref<Link>({ state: 'connecting' })
  const saidAt = ref(0) // when the latest event came, by this browser's clock
  // When anything came: what is on the screen was so by then. Kept, for a page that opens without a line.
  const heardAt = useStorage('heard-at', 0)
  const details = shallowRef<ReadonlyMap<string, IncidentDetail>>(new Map())
  const watched = ref<string | null>(null) // the incident that is on the screen: asked for first
  const tick = ref(Date.now())
  let ends: (() => void)[] = []
  let asking = false

  const isLive = computed(() => link.value.state === 'live')
  const now = computed(() => {
    const said = feed.at ? Date.parse(feed.at) : 0
    return said ? said + Math.max(0, tick.value - saidAt.value) : tick.value
  })
  /** How old what is on the screen is; nothing while it is live. */
  const staleMs = computed(() => {
    const quiet = heardAt.value ? Math.max(0, tick.value - heardAt.value) : 0
    return isLive.value && quiet < QUIET_MS ? 0 : quiet
  })

  /** Follow the area. A page that shows one order `asks` for no incidents: it asks for its own. */
  function start({ asks = true } = {}): void {
    if (ends.length) return
    const askingTimer = asks ? setInterval(() => void askAgain(), ASK_EVERY_MS) : undefined
    const ticking = setInterval(() => (tick.value = Date.now()), 1000)
    const leave = follow<ServerFrame>({
      address,
      after: () => whole.value.position,
      onMessage: (message) => {
        if (message.type === 'positions') return later(message)
        const before = whole.value.at
        become(folded(whole.value, message))
        const now = Date.now()
        if (now - heardAt.value > HEARD_MS) heardAt.value = now
        if (whole.value.at !== before) saidAt.value = now
        if (asks && message.type === 'snapshot') void askAll()
      },
      onLink: (now) => {
        if (now.state !== link.value.state || now.state === 'waiting') link.value = now
        if (now.state === 'over') useSession().forget(true)
      },
      onLost: () => become(EMPTY),
    })
    ends = [leave, () => clearInterval(askingTimer), () => clearInterval(ticking)]
  }

  function become(next: Feed): void {
    whole.value = next
    Object.assign(feed, next)
  }

  // Positions come without a pause: those of a moment are taken over, and drawn, in one go.
  let moved: PositionsFrame | null = null
  function later(message: PositionsFrame): void {
    if (!moved) setTimeout(move, MOVE_EVERY_MS)
    moved = { ...message, fixes: [...(moved?.fixes ?? []), ...message.fixes] }
  }
  function move(): void {
    if (moved && ends.length) become(folded(whole.value, moved))
    moved = null
    heardAt.value = Date.now()
  }

  function stop(): void {
    ends.forEach((end) => end())
    ends = []
    become(EMPTY)
    details.value = new Map()
  }

  async function askAgain(): Promise<void> {
    if (asking || !isLive.value) return
    const old = outOfDate(whole.value)
    const first = watched.value && old.includes(watched.value) ? [watched.value] : []
    const some = [...new Set([...first, ...old])].slice(0, ASK_AT_ONCE)
    if (!some.length) return
    asking = true
    try {
      await Promise.all(some.map((id) => ask(id)))
    } finally {
      asking = false
    }
  }

  /** What is open, in lists: quicker than one by one, which is how what a list did not bring is asked for. */
  async function askAll(): Promise<void> {
    asking = true
    let cursor: string | undefined
    try {
      do {
        const query = { open: true, limit: 500, ...(cursor ? { cursor } : {}) }
        const { items, position: asOf, next } = await told(client.GET('/api/v1/incidents', { params: { query } }))
        become(
          allAnswered(
            whole.value,
            items.map((incident) => [incident.incident_id, { incident, orders: [], open: true, asOf }]),
          ),
        )
        cursor = next ?? undefined
      } while (cursor)
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
    } finally {
      asking = false
    }
  }

  /** Ask for an incident in full, as it is now. */
  async function ask(id: string): Promise<void> {
    if (!isIncident(id)) return
    try {
      const incident = await told(
        client.GET('/api/v1/incidents/{incident_id}', { params: { path: { incident_id: id } } }),
      )
      const { open, instructions: orders, log_position: asOf } = incident
      details.value = withLatest(details.value, id, incident)
      become(answered(whole.value, id, { incident, orders, open, asOf }))
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      if (problem.status === 401) useSession().forget(true)
      else if (NOT_OURS.includes(problem.status)) become(answered(whole.value, id, null))
      // else: it stays out of date, and is asked for again
    }
  }

  /** The details with the newest last; the oldest nobody looks at are let go. */
  function withLatest(all: ReadonlyMap<string, IncidentDetail>, id: string, one: IncidentDetail) {
    const made = new Map(all)
    made.delete(id)
    made.set(id, one)
    for (const old of made.keys()) {
      if (made.size <= DETAILS_KEPT) break
      if (old !== watched.value) made.delete(old)
    }
    return made
  }

  return { feed, whole, link, isLive, staleMs, now, details, watched, start, stop, ask }
})

function address(after: number | null): string {
  const url = new URL('/api/v1/live', location.href)
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  url.searchParams.set('brief', 'true')
  if (area) url.searchParams.set('area', area)
  if (after !== null) url.searchParams.set('after', String(after))
  return url.href
}
