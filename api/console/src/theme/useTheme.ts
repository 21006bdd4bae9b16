import { useDark, useStorage } from '@vueuse/core'

const dark = useDark({ initialValue: 'dark', storageKey: 'theme' })
const dense = useStorage('dense', true)

/** Dark or light, dense or wide: what a person chose in this browser. */
export function useTheme() {
  return { dark, dense }
}
