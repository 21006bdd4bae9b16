import { ref, watch } from 'vue'
import type { Answer } from '@/api/client'
import { type Asked, firstOf, type Page } from '@/api/everything'
import type { RecordedEvent } from '@/api/types'
import { useFresh } from './useFresh'

const PAGE = 100

/** A list as it is now, as far as it was asked for: each `more` brings another hundred. */
export function useFreshList<P extends Page<unknown>>(
  ask: (page: Asked) => Promise<Answer<P>>,
  isAbout: (said: RecordedEvent) => boolean,
  question: () => unknown,
) {
  const wanted = ref(PAGE)
  watch(question, () => (wanted.value = PAGE)) // before the list asks
  const list = useFresh(() => firstOf(wanted.value, ask, PAGE), isAbout, question)
  /** What is there stays until there is more. */
  function more(): void {
    wanted.value += PAGE
    void list.askAgain()
  }
  return { ...list, more }
}
