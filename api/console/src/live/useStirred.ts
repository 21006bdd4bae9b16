import { useDebounceFn } from '@vueuse/core'
import { watch } from 'vue'
import type { RecordedEvent } from '@/api/types'
import { useLive } from './useLive'

const AFTER_MS = 800 // several events of one command are one reason to ask

/** Whether an event is about one of these: its type begins so, or it is a step of that lifecycle. */
export function isAbout({ event }: RecordedEvent, begins: readonly string[], lifecycle: string): boolean {
  if (event.type === 'StepTaken') return event.lifecycle === lifecycle
  return begins.some((one) => event.type.startsWith(one))
}

/** Ask for something while it is wanted: at first, when the line is back, and after what stirs it. */
export function useStirred(wanted: () => boolean, stirs: (one: RecordedEvent) => boolean, ask: () => Promise<void>): void {
  const live = useLive()
  const again = useDebounceFn(() => {
    if (wanted() && live.isLive) ask().catch(() => undefined)
  }, AFTER_MS)
  let seen = live.feed.lines.at(-1)?.position ?? 0
  watch(
    () => live.feed.lines,
    (lines) => {
      const fresh = lines.filter((one) => one.position > seen)
      seen = Math.max(seen, lines.at(-1)?.position ?? 0)
      if (fresh.some(stirs)) void again()
    },
  )
  watch(
    () => wanted() && live.isLive,
    (now) => {
      if (now) ask().catch(() => undefined)
    },
    { immediate: true },
  )
}
