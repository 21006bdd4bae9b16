import { useI18n } from 'vue-i18n'
import type { AllowedAction } from '@/api/types'
import { useWords } from '@/words/useWords'
import { namedIn } from './steps'

/** Says what an action waits for in the reader's words, by the rule that is not met. */
export function useWhyNot() {
  const { t, te } = useI18n()
  const words = useWords()
  const isKnown = (one: AllowedAction): boolean => te(`rule.${one.rule}`)
  const whyNot = (one: AllowedAction): string =>
    isKnown(one)
      ? `${t(`rule.${one.rule}`)} ${words.listed(namedIn(one.blocked_by))}`.trimEnd()
      : (one.blocked_by ?? '')
  return { isKnown, whyNot }
}
