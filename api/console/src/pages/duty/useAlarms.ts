import { watch } from 'vue'
import { client, ordered } from '@/api/client'
import { useFreshList } from '@/live/useFreshList'
import { useLive } from '@/live/useLive'

/** Every alarm there is, the most harmful first, page by page; asked for anew when they change. */
export function useAlarms(group: () => string) {
  const live = useLive()
  const list = useFreshList(
    (page) => client.GET('/api/v1/alarms', { params: { query: { ...page, ...(group() ? { group: group() } : {}) } } }),
    ({ event }) => event.type.startsWith('Alarm'),
    group,
  )
  watch(
    () => live.feed.alarms,
    () => void list.askAgain(),
  )
  return list
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
