import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { TimelineEntry } from '@/api/types'
import { useLive } from '@/live/useLive'

interface Page {
  items: TimelineEntry[]
  next: number | null
}

/** What happened about an incident, read on as the log grows; each entry once. */
export function useTimeline(id: () => string) {
  const live = useLive()
  const entries = shallowRef<readonly TimelineEntry[]>([])
  const failed = ref(false)
  let over = false
  let reading = ''
  onUnmounted(() => (over = true))

  async function readOn(): Promise<void> {
    const wanted = id()
    if (reading === wanted) return
    reading = wanted
    try {
      let after: number | null = entries.value.at(-1)?.position ?? 0
      while (after !== null && !over && id() === wanted) {
        const params = { path: { incident_id: wanted }, query: { after, limit: 500 } }
        const asked = client.GET('/api/v1/incidents/{incident_id}/timeline', { params })
        const page = (await told(asked)) as Page
        if (id() !== wanted) break
        const last = entries.value.at(-1)?.position ?? 0
        entries.value = [...entries.value, ...page.items.filter((one) => one.position > last)]
        after = page.next
      }
      failed.value = false
    } catch {
      failed.value = true
    } finally {
      reading = ''
    }
  }

  watch(id, () => {
    entries.value = []
    void readOn()
  }, { immediate: true })
  watch(() => live.details.get(id())?.log_position, () => void readOn())
  return { entries, failed, readOn }
}
