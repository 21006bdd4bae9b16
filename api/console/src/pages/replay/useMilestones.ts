import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { TimelineEntry } from '@/api/types'

const AGAIN_MS = 3000

interface Page {
  items: TimelineEntry[]
  next: number | null
}

/** The milestones of an area in words, the earliest first; read on as the log grows. */
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

  const timer = follow ? setInterval(() => void readOn(), AGAIN_MS) : undefined
  onUnmounted(() => {
    over = true
    clearInterval(timer)
  })
  watch(area, () => {
    entries.value = []
    read.value = false
    void readOn()
  }, { immediate: true })
  return { entries, failed, read, readOn }
}
