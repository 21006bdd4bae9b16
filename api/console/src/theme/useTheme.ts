import { useDark, useStorage } from '@vueuse/core'
import { watchEffect } from 'vue'

const dark = useDark({ initialValue: 'dark', storageKey: 'theme' })
const dense = useStorage('dense', true)
watchEffect(() => document.documentElement.classList.toggle('wide', !dense.value))

/** Dark or light, dense or wide: what a person chose in this browser. */
export function useTheme() {
  return { dark, dense }
}
