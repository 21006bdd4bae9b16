import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { area, freshId } from '@/api/client'
import { useSession } from '@/pages/login/session'
import { changed, kept } from './keep'
import { type Deed, drain, EMPTY_QUEUE, put, type Queue, read, refused, seenIn, taken, type Taken, type Waiting } from './queue'
import { send } from './send'

const AGAIN_EVERY_MS = 4_000
const COUNTS_MS = 12 * 3_600_000 // by then there was a line, or the shift is over

/** What this leader did: kept on the phone at once, sent as soon as somebody answers. */
export const useDeeds = defineStore('deeds', () => {
  const queue = shallowRef<Queue>(EMPTY_QUEUE)
  const landed = computed(() =>
    (queue.value.landed ?? []).filter(
      (one) => (one.area ?? '') === (area ?? '') && Date.now() - Date.parse(one.doneAt) < COUNTS_MS,
    ),
  )
  const sending = shallowRef(false)
  const session = useSession()
  let ready: Promise<void> | null = null
  let told: () => void = () => undefined

  /** Take up what waited before the page was closed; `onTaken` is called after each deed. */
  async function start(onTaken: () => void): Promise<() => void> {
    told = onTaken
    ready ??= kept<Queue>('queue').then((found) => void (queue.value = found ?? EMPTY_QUEUE))
    await ready
    const again = (): void => void flush()
    const timer = setInterval(again, AGAIN_EVERY_MS)
    addEventListener('online', again)
    again()
    return () => (clearInterval(timer), removeEventListener('online', again))
  }

  async function become(change: (queue: Queue) => Queue): Promise<void> {
    queue.value = await changed<Queue>('queue', (found) => change(found ?? EMPTY_QUEUE))
  }

  /** Do something about an order: it is kept before anything else happens. */
  async function act(order: string, incident: string, deed: Deed): Promise<void> {
    await ready
    const user = session.me?.name ?? ''
    const made = { key: freshId(), user, area: area ?? '', order, incident, doneAt: new Date().toISOString(), deed }
    await become((now) => put(now, made))
    void flush()
  }

  const mine = () => queue.value.waiting.find((one) => one.user === session.me?.name)

  /** Send what waits; in one page at a time, so that the order of deeds is kept. */
  async function flush(): Promise<void> {
    if (sending.value || !mine()) return
    sending.value = true
    try {
      await alone(async () => {
        await become((now) => now) // another page may have sent some meanwhile
        const end = await drain(mine, send, async (deed, answer) => {
          await become((now) =>
            'status' in answer ? refused(now, deed.key, answer) : taken(now, deed.key, answer),
          )
          told()
        })
        if (end === 'sign in') session.forget(true)
      })
    } finally {
      sending.value = false
    }
  }

  /** What was just asked for shows some of what was taken. */
  async function shown(shows: (one: Waiting & Taken) => boolean): Promise<void> {
    if (landed.value.some(shows)) await become((now) => seenIn(now, shows))
  }
  const dismiss = (key: string): Promise<void> => become((now) => read(now, key))

  return { queue, landed, sending, start, act, flush, shown, dismiss }
})

async function alone(work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work()
  await navigator.locks.request('chiyuan-phone-queue', { ifAvailable: true }, async (lock) => {
    if (lock) await work()
  })
}
