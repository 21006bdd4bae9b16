import { useStorage } from '@vueuse/core'
import { watchEffect } from 'vue'
import { i18n, type Language } from './index'

const kept = useStorage<Language>('language', 'zh')

watchEffect(() => {
  i18n.global.locale.value = kept.value
  document.documentElement.lang = kept.value === 'zh' ? 'zh-CN' : 'en'
})

/** The language of the page, remembered in this browser. */
export function useLanguage() {
  return { language: kept }
}
