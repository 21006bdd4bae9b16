import { createI18n } from 'vue-i18n'
import en from './en.json'
import zh from './zh.json'

export type Language = 'zh' | 'en'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh, en },
  missing: (language, key) => console.error(`no words for ${key} in ${language}`), // the tests listen
})
