import { useI18n } from 'vue-i18n'
import { Refused } from './problems'

/** Puts what went wrong into the reader's words; the server's own sentence stays with it. */
export function useRefusal() {
  const { t, te } = useI18n()
  return (problem: unknown): string => {
    if (!(problem instanceof Refused)) return String(problem)
    const known = `problem.${problem.code}`
    if (!te(known)) return problem.message
    return problem.status === 0 || problem.message === problem.code
      ? t(known)
      : `${t(known)} ${problem.message}`
  }
}
