import { useDebounceFn } from '@vueuse/core'
import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { TimelineEntry } from '@/api/types'
import { saidBetween } from '@/live/feed'
import { useLive } from '@/live/useLive'

const SETTLE_MS = 500

interface Page {
  items: TimelineEntry[]
  next: number | null
}

/** The milestones of an area in words, the earliest first; those of this page's area read on as its log grows. */
export function useMilestones(area: () => string, follow = true) {
  const entries = shallowRef<readonly TimelineEntry[]>([])
  const failed = ref(false)
  const read = ref(false) // whether there is an answer, if only that nothing has happened
  let reading = false
  let over = false

  async function readOn(): Promise<void> {
    if (reading || !area()) return
    reading = true
    const mine = area()
    try {
      let after: number | null = entries.value.at(-1)?.position ?? 0
      while (after !== null && !over && area() === mine) {
        const query = { area: mine, after, limit: 500 }
        const page = (await told(client.GET('/api/v1/replay/timeline', { params: { query } }))) as Page
        if (area() === mine) entries.value = [...entries.value, ...page.items]
        after = page.next
      }
      failed.value = false
      read.value = area() === mine
    } catch {
      failed.value = true
    } finally {
      reading = false
    }
  }

  if (follow) {
    const live = useLive()
    const soon = useDebounceFn(() => void readOn(), SETTLE_MS, { maxWait: 4 * SETTLE_MS })
    watch(() => live.whole, (now, before) => saidBetween(before, now)?.length !== 0 && void soon())
    watch(() => live.isLive, (isLive) => isLive && failed.value && void readOn())
  }
  onUnmounted(() => (over = true))
  watch(area, () => {
    entries.value = []
    read.value = false
    void readOn()
  }, { immediate: true })
  return { entries, failed, read, readOn }
}
