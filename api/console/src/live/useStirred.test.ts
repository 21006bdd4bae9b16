import { expect, it } from 'vitest'
import type { RecordedEvent } from '@/api/types'
import { isAbout } from './useStirred'

const recorded = (event: object): RecordedEvent => ({ event }) as RecordedEvent

it('hears what is about a thing by the name of the event or by its lifecycle', () => {
  expect(isAbout(recorded({ type: 'WarningReceived' }), ['Warning'], 'warning')).toBe(true)
  expect(isAbout(recorded({ type: 'StepTaken', lifecycle: 'warning' }), ['Warning'], 'warning')).toBe(true)
  expect(isAbout(recorded({ type: 'StepTaken', lifecycle: 'warning_call' }), ['Warning'], 'warning')).toBe(false)
  expect(isAbout(recorded({ type: 'ReportReceived' }), ['Warning'], 'warning')).toBe(false)
})
