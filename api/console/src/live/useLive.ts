import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { area, client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import type { IncidentDetail, ServerFrame } from '@/api/types'
import { useSession } from '@/pages/login/session'
import { follow, type Link } from './connection'
import { answered, EMPTY, folded, isIncident, outOfDate } from './feed'

const ASK_EVERY_MS = 250
const ASK_AT_ONCE = 6 // as many as a browser asks of one host side by side

/** The area as it is now, for every page: the feed, the line to the server, the area's clock. */
export const useLive = defineStore('live', () => {
  const feed = shallowRef(EMPTY)
  const link = ref<Link>({ state: 'connecting' })
  const heardAt = ref(0) // by this browser's clock
  const details = shallowRef<ReadonlyMap<string, IncidentDetail>>(new Map())
  const watched = ref<string | null>(null) // the incident that is on the screen: asked for first
  const tick = ref(Date.now())
  let ends: (() => void)[] = []

  const isLive = computed(() => link.value.state === 'live')
  const now = computed(() => {
    const said = feed.value.at ? Date.parse(feed.value.at) : 0
    return said ? said + Math.max(0, tick.value - heardAt.value) : tick.value
  })

  function start(): void {
    if (ends.length) return
    const asking = setInterval(() => void askAgain(), ASK_EVERY_MS)
    const ticking = setInterval(() => (tick.value = Date.now()), 1000)
    const leave = follow<ServerFrame>({
      address,
      after: () => feed.value.position,
      onMessage: (message) => {
        if (message.type === 'snapshot') askAll().catch(() => undefined) // else one by one
        const before = feed.value.at
        feed.value = folded(feed.value, message)
        if (feed.value.at !== before) heardAt.value = Date.now()
      },
      onLink: (now) => {
        if (now.state !== link.value.state || now.state === 'waiting') link.value = now
        if (now.state === 'over') useSession().forget(true)
      },
      onLost: () => (feed.value = EMPTY),
    })
    ends = [leave, () => clearInterval(asking), () => clearInterval(ticking)]
  }

  function stop(): void {
    ends.forEach((end) => end())
    ends = []
    feed.value = EMPTY
    details.value = new Map()
  }

  let asking = false
  async function askAgain(): Promise<void> {
    if (asking || !isLive.value) return
    const old = outOfDate(feed.value)
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

  /** What is open, in lists: quicker than one by one. */
  async function askAll(): Promise<void> {
    let cursor: string | undefined
    do {
      const query = { open: true, limit: 500, ...(cursor ? { cursor } : {}) }
      const page = await told(client.GET('/api/v1/incidents', { params: { query } }))
      for (const incident of page.items)
        feed.value = answered(feed.value, incident.incident_id, { incident, orders: [], open: true, asOf: page.position })
      cursor = page.next ?? undefined
    } while (cursor)
  }

  /** Ask for an incident in full, as it is now. */
  async function ask(id: string): Promise<void> {
    if (!isIncident(id)) return
    try {
      const incident = await told(
        client.GET('/api/v1/incidents/{incident_id}', { params: { path: { incident_id: id } } }),
      )
      const { open, instructions: orders, log_position: asOf } = incident
      details.value = new Map(details.value).set(id, incident)
      feed.value = answered(feed.value, id, { incident, orders, open, asOf })
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 404) feed.value = answered(feed.value, id, null)
      else if (problem instanceof Refused && problem.status === 401) useSession().forget(true)
      // else: it stays out of date, and is asked for again
    }
  }

  return { feed, link, isLive, heardAt, now, details, watched, start, stop, ask }
})

function address(after: number | null): string {
  const url = new URL('/api/v1/live', location.href)
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  if (area) url.searchParams.set('area', area)
  if (after !== null) url.searchParams.set('after', String(after))
  return url.href
}
