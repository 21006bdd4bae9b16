import { useDebounceFn } from '@vueuse/core'
import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { client, ordered, told } from '@/api/client'
import type { DutyLogEntry } from '@/api/types'
import { saidBetween } from '@/live/feed'
import { useLive } from '@/live/useLive'

const PAGE = 500
const SETTLE_MS = 800

/** Which log is meant: of a place on a local day; today and the own place where nothing is said. */
export interface Meant {
  place: string
  day: string
}

export const queryOf = (meant: Meant): { place?: string; day?: string } => ({
  ...(meant.place ? { place: meant.place } : {}),
  ...(meant.day ? { day: meant.day } : {}),
})

/** Where the whole of it can be fetched as a file. */
export function fileOf(meant: Meant, kind: 'csv' | 'docx', area: string | null): string {
  const query = new URLSearchParams({ ...queryOf(meant), ...(area ? { area } : {}) }).toString()
  return `/api/v1/duty/log.${kind}${query ? `?${query}` : ''}`
}

/** A duty room's log, the newest first, read on as more is written into it. */
export function useDutyLog(meant: () => Meant) {
  const live = useLive()
  const entries = shallowRef<readonly DutyLogEntry[]>([])
  const failed = ref(false)
  const reading = ref(false)
  let after = 0
  let question = 0
  onUnmounted(() => (question = -1))

  async function readOn(): Promise<void> {
    if (reading.value || question < 0) return
    const mine = question
    // From the beginning everything is read before it is shown: somebody may be typing beside a line.
    let read = after ? entries.value : []
    let at = after
    reading.value = true
    try {
      for (let more = true; more && mine === question; ) {
        const query = { ...queryOf(meant()), after: at, limit: PAGE }
        const page = await told(client.GET('/api/v1/duty/log', { params: { query } }))
        if (mine !== question) break
        read = [...[...page.items].reverse(), ...read]
        at = page.next ?? page.log_position
        more = page.next !== null
      }
      if (mine === question) {
        entries.value = read
        after = at
      }
      failed.value = false
    } catch {
      failed.value = true
    } finally {
      reading.value = false
      if (mine !== question) void readOn()
    }
  }

  /** From the beginning: another log is meant, or a note was put beside an entry that was read. */
  function begin(): void {
    if (question < 0) return
    question += 1
    after = 0
    void readOn()
  }

  const soon = useDebounceFn(() => void readOn(), SETTLE_MS, { maxWait: 4 * SETTLE_MS })
  watch(
    () => live.whole,
    (now, before) => {
      const said = saidBetween(before, now)
      if (said?.some((one) => one.event.type === 'LogAnnotated')) begin()
      else if (said === null || said.length) void soon()
    },
  )
  watch(meant, () => {
    entries.value = []
    begin()
  }, { immediate: true, deep: true })
  return { entries, failed, reading, readOn }
}

/** Write a note beside an entry, or one that stands alone. */
export const annotate = (place_code: string, text: string, on_position: number | null) =>
  ordered((header) =>
    client.POST('/api/v1/duty/log/notes', { params: { header }, body: { place_code, text, on_position } }),
  )
