import { expect, it } from 'vitest'
import type { Incident } from '@/api/types'
import { fits, inOrder } from './queue'

function incident(incident_id: string, given: Partial<Incident> = {}): Incident {
  const opened_at = '2026-07-01T08:00:00Z'
  return { incident_id, priority: 2, overdue: [], maydays: [], recommendation_id: null, suspicion: null, state: 'REPORTED', opened_at, ...given } as Incident
}
const ids = (all: Incident[]) => inOrder(all, (one) => one.state !== 'REVIEW').map((one) => one.incident_id)

it('puts a mayday before everything that is active, and the urgent before the rest', () => {
  expect(ids([incident('I1'), incident('I2', { priority: 1 }), incident('I3', { maydays: ['D1'] })])).toEqual(['I3', 'I2', 'I1'])
})

it('puts what is late before what waits, and what waits before the newest', () => {
  const newest = incident('I3', { opened_at: '2026-07-01T09:00:00Z' })
  expect(ids([newest, incident('I2', { recommendation_id: 'R1' }), incident('I1', { overdue: ['a'] })])).toEqual(['I1', 'I2', 'I3'])
})

it('keeps what is winding down at the end, however urgent it was', () => {
  expect(ids([incident('I1', { state: 'REVIEW', priority: 1 }), incident('I2')])).toEqual(['I2', 'I1'])
})

it('shows what a filter asks for', () => {
  const short = { ...incident('I1'), missing: { teams: { FIRE: 1 }, supplies: {} } }
  expect(fits(short, 'short')).toBe(true)
  expect(fits(incident('I2'), 'short')).toBe(false)
  expect(fits(incident('I3', { state: 'VERIFYING' }), 'new')).toBe(false)
})
