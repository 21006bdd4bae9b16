import { ref, watch } from 'vue'
import { client, ordered, told } from '@/api/client'
import type { Alarm, AlarmPage } from '@/api/types'
import { useFresh } from '@/live/useFresh'
import { useLive } from '@/live/useLive'

const PAGE = 100

/** Every alarm there is, the most harmful first, page by page; asked for anew when they change. */
export function useAlarms(group: () => string) {
  const live = useLive()
  const wanted = ref(PAGE)
  watch(group, () => (wanted.value = PAGE)) // before the list asks
  const list = useFresh(
    () => firstOf(wanted.value, group()),
    ({ event }) => event.type.startsWith('Alarm'),
    group,
  )
  watch(
    () => live.feed.alarms,
    () => void list.askAgain(),
  )
  /** What is there stays until there is more. */
  function more(): void {
    wanted.value += PAGE
    void list.askAgain()
  }
  return { ...list, more }
}

async function firstOf(count: number, group: string): Promise<AlarmPage> {
  let cursor: string | undefined
  const items: Alarm[] = []
  for (;;) {
    const query = { limit: PAGE, ...(group ? { group } : {}), ...(cursor ? { cursor } : {}) }
    const page = await told(client.GET('/api/v1/alarms', { params: { query } }))
    items.push(...page.items)
    if (!page.next || items.length >= count) return { ...page, items }
    cursor = page.next
  }
}

/** Say of all of these that they are seen to, and how: all or none. */
export const acknowledge = (ids: readonly string[], reason: string) =>
  ordered((header) =>
    client.POST('/api/v1/alarms/acknowledge-all', { params: { header }, body: { alarm_ids: [...ids], reason } }),
  )

/** Put each of these off for a while; the first that is refused ends it. */
export async function snooze(ids: readonly string[], reason: string, for_s: number): Promise<void> {
  for (const alarm_id of ids)
    await ordered((header) =>
      client.POST('/api/v1/alarms/snooze', { params: { header }, body: { alarm_id, reason, for_s } }),
    )
}
