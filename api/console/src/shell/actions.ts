import { onUnmounted, ref, shallowRef } from 'vue'

/** Something a person can have done from the command bar, or by its key. */
export interface Action {
  id: string
  /** What it is called, in the reader's language. */
  title: string
  /** What else finds it: a code, another name. */
  also?: string
  key?: string
  run: () => void | Promise<void>
}

const sources = shallowRef<readonly (() => readonly Action[])[]>([])
export const commandBarOpen = ref(false)
export const openCommandBar = (): void => void (commandBarOpen.value = true)

/** Offer actions as long as the component stands; the function is asked each time the bar opens. */
export function useActions(offer: () => readonly Action[]): void {
  sources.value = [...sources.value, offer]
  onUnmounted(() => (sources.value = sources.value.filter((one) => one !== offer)))
}

const searches = shallowRef<readonly ((typed: string) => readonly Action[])[]>([])

/** Offer what is found by typing and too much to list: places, teams. */
export function useSearch(search: (typed: string) => readonly Action[]): void {
  searches.value = [...searches.value, search]
  onUnmounted(() => (searches.value = searches.value.filter((one) => one !== search)))
}

export const searched = (typed: string): Action[] =>
  typed.trim() ? searches.value.flatMap((one) => one(typed.trim())) : []

export const offered = (): Action[] => sources.value.flatMap((one) => one())

/** The actions that fit what was typed, those that begin with it first. */
export function fitting(actions: readonly Action[], typed: string): Action[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const text = (one: Action) => `${one.title} ${one.also ?? ''}`.toLowerCase()
  const fits = actions.filter((one) => words.every((word) => text(one).includes(word)))
  const begins = (one: Action) => text(one).startsWith(words[0] ?? '')
  return [...fits.filter(begins), ...fits.filter((one) => !begins(one))]
}
