import { useDebounceFn } from '@vueuse/core'
import { onUnmounted, ref, shallowRef, watch } from 'vue'
import type { RecordedEvent } from '@/api/types'
import { useLive } from '@/live/useLive'
import { saidBetween } from './feed'

const SETTLE_MS = 300

/**
 * An answer of the server that is asked for anew whenever the feed tells of something it is about,
 * and after the line was lost. The last answer stays until there is a newer one.
 */
export function useFresh<T>(
  ask: () => Promise<T>,
  isAbout: (said: RecordedEvent) => boolean,
  question: () => unknown = () => '',
) {
  const live = useLive()
  const value = shallowRef<T | null>(null)
  const failed = ref(false)
  const asking = ref(false)
  let latest = 0
  onUnmounted(() => (latest = -1))

  async function askAgain(): Promise<void> {
    if (latest < 0) return
    const mine = ++latest
    asking.value = true
    try {
      const answer = await ask()
      if (mine !== latest) return
      value.value = answer
      failed.value = false
    } catch {
      if (mine === latest) failed.value = true
    } finally {
      if (mine === latest) asking.value = false
    }
  }

  const soon = useDebounceFn(() => void askAgain(), SETTLE_MS, { maxWait: 4 * SETTLE_MS })
  watch(
    () => live.whole,
    (now, before) => {
      const said = saidBetween(before, now)
      if (said === null || said.some(isAbout)) void soon()
    },
  )
  watch(
    () => live.isLive,
    (isLive) => isLive && failed.value && void askAgain(),
  )
  watch(
    question,
    () => {
      value.value = null
      void askAgain()
    },
    { immediate: true },
  )
  return { value, failed, asking, askAgain }
}
