import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import type { components } from '@/api/schema'
import { useSession } from '@/pages/login/session'
import { useWords } from '@/words/useWords'
import { offered, stateAhead } from './steps'
import { useDeeds } from './useDeeds'

type Schemas = components['schemas']
export type Order = Schemas['InstructionDetail']
export type Incident = Schemas['IncidentDetail']

// What is asked for with this header is kept by the service worker, for when there is no signal.
export const KEEP = { headers: { 'X-Keep': '1' } }
const CALLED_OFF = ['CANCELLED', 'REASSIGNED']
const NEWEST = 10 // orders asked for: a team has one open, and a few called off that it has not seen

/** The order this leader's team is on, as the server knows it and as it will be once all is sent. */
export const useTask = defineStore('task', () => {
  const orders = shallowRef<readonly Order[]>([])
  const incident = shallowRef<Incident | null>(null)
  const loaded = ref(false)
  const problem = shallowRef<Refused | null>(null)
  const session = useSession()
  const words = useWords()
  const deeds = useDeeds()

  const waitingFor = (id: string) => [...deeds.landed, ...deeds.queue.waiting].filter((one) => one.order === id)
  const order = computed(() => orders.value.find((one) => one.is_open) ?? null)
  const calledOff = computed(() =>
    orders.value.filter((one) => !one.is_open && !waitingFor(one.instruction_id).some((w) => w.deed.kind === 'seen')),
  )
  const table = computed(() => words.tables.get('instruction'))
  const state = computed(() => {
    if (!order.value) return ''
    const waiting = waitingFor(order.value.instruction_id)
    return table.value ? stateAhead(table.value, order.value.state, waiting) : order.value.state
  })
  const offers = computed(() => (table.value ? offered(table.value, state.value, session.me?.role ?? '') : []))
  /** Whether something the server knows us to owe is answered by what waits. */
  const awaits = (what: string, ...answers: string[]): boolean => {
    if (!order.value?.awaits.includes(what)) return false
    const waiting = waitingFor(order.value.instruction_id)
    return !waiting.some(({ deed }) => deed.kind === 'step' && answers.includes(deed.action))
  }

  let asking: Promise<void> | null = null
  let again = false

  /** Ask for everything anew; while it is being asked for, once more afterwards. */
  async function refresh(): Promise<void> {
    if (asking) {
      again = true
      return asking
    }
    asking = ask()
    await asking
    asking = null
    if (again) {
      again = false
      await refresh()
    }
  }

  async function ask(): Promise<void> {
    try {
      const query = { limit: NEWEST }
      const page = await told(client.GET('/api/v1/instructions', { params: { query }, ...KEEP }))
      const wanted = page.items.filter(
        (one) => one.is_open || (CALLED_OFF.includes(one.state) && !one.withdrawal_seen && one.reached.ISSUED),
      )
      const found = await Promise.all(
        wanted.map(({ instruction_id }) =>
          told(client.GET('/api/v1/instructions/{instruction_id}', { params: { path: { instruction_id } }, ...KEEP })),
        ),
      )
      const open = found.find((one) => one.is_open)
      incident.value = open ? await theIncident(open.incident_id) : null
      orders.value = found.map(newer)
      const known = (id: string): number => orders.value.find((one) => one.instruction_id === id)?.log_position ?? Infinity
      await deeds.shown((one) => one.position <= known(one.order))
      problem.value = null
      loaded.value = true
    } catch (caught) {
      if (!(caught instanceof Refused)) throw caught
      if (caught.status === 401) session.forget(true)
      problem.value = caught
    }
  }

  /** What is known already, where the answer is an older one that was kept on the phone. */
  const newer = (one: Order): Order => {
    const known = orders.value.find((other) => other.instruction_id === one.instruction_id)
    return known && known.log_position > one.log_position ? known : one
  }

  const theIncident = (incident_id: string): Promise<Incident> =>
    told(client.GET('/api/v1/incidents/{incident_id}', { params: { path: { incident_id } }, ...KEEP }))

  return { orders, order, incident, calledOff, state, offers, loaded, problem, awaits, waitingFor, refresh }
})
