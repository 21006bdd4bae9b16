import { expect, it } from 'vitest'
import type { RecordedEvent } from '@/api/types'
import { isAboutReports, keptTyping, paperOf, textsToSend } from './useReports'

const said = (event: object) => ({ position: 1, at: '', actor: {}, event }) as unknown as RecordedEvent

it('knows what is about reports, and about which', () => {
  const step = said({ type: 'StepTaken', lifecycle: 'information_report', subject_id: 'B1' })
  expect(isAboutReports(step)).toBe(true)
  expect(isAboutReports(step, 'B1')).toBe(true)
  expect(isAboutReports(step, 'B2')).toBe(false)
  expect(isAboutReports(said({ type: 'StepTaken', lifecycle: 'shift', subject_id: 'Z1' }))).toBe(false)
})

it('sends the drafter’s own words alone; the rest goes on following the log', () => {
  const before = { trend: '火势可控', casualties: '3 人被困', needs: '' }
  expect(textsToSend(before, { ...before, trend: '火势扩大' }, [])).toEqual({ trend: '火势扩大' })
  expect(textsToSend(before, before, ['casualties'])).toEqual({ casualties: '3 人被困' })
  expect(textsToSend(before, { ...before, casualties: '' }, ['casualties'])).toEqual({ casualties: '' })
})

it('names the sheet that is to be printed', () => {
  expect(paperOf('B1', 2, 'pdf', 'drill')).toBe('/api/v1/information-reports/B1/sheet.pdf?number=2&area=drill')
})

it('takes away nothing that somebody is typing when the log fills the sheet anew', () => {
  const shown = { trend: '可控', casualties: '3 人' }
  const typed = { trend: '可控', casualties: '3 人，其中 1 人重伤' }
  const newer = { trend: '已扑灭', casualties: '4 人' }
  expect(keptTyping(shown, typed, newer)).toEqual({ trend: '已扑灭', casualties: '3 人，其中 1 人重伤' })
})
