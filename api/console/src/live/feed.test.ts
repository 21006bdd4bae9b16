import { describe, expect, it } from 'vitest'
import type { Incident, RecordedEvent, SnapshotFrame } from '@/api/types'
import { answered, EMPTY, folded, outOfDate, saidBetween, type Feed } from './feed'

const incident = (incident_id: string, state = 'REPORTED') => ({ incident_id, state }) as Incident

const SNAPSHOT = {
  type: 'snapshot',
  position: 10,
  at: '2026-07-01T07:59:00Z',
  area: 'xian',
  name: '西安市',
  incidents: [incident('I1')],
  instructions: [{ instruction_id: 'D1', incident_id: 'I1', team_id: 'N1', state: 'ISSUED' }],
  teams: [{ team_id: 'N1', state: 'ALERTED' }],
  road_measures: [],
  warnings: [],
  fixes: [],
  overlay: 3,
} as unknown as SnapshotFrame

function recorded(position: number, event: object): RecordedEvent {
  const at = `2026-07-01T08:00:${String(position).padStart(2, '0')}Z`
  return { type: 'event', position, at, actor: {}, event } as RecordedEvent
}
const step = (lifecycle: string, subject_id: string, went_to: string) => ({
  type: 'StepTaken', lifecycle, subject_id, went_to, row: 'H2', action: 'start_verify',
})
const events = (position: number, ...all: RecordedEvent[]) =>
  ({ type: 'events', area: 'xian', position, events: all }) as const

const begun: Feed = folded(EMPTY, SNAPSHOT)

describe('the live feed', () => {
  it('begins with what is open, and asks for each incident in full', () => {
    expect(begun.position).toBe(10)
    expect(begun.at).toBe('2026-07-01T07:59:00Z')
    expect(outOfDate(begun)).toEqual(['I1'])
    expect(begun.teamStates.get('N1')).toBe('ALERTED')
  })

  it('takes a step over at once and has the incident asked for again', () => {
    const asked = answered(begun, 'I1', { incident: incident('I1'), orders: [], open: true, asOf: 10 })
    expect(outOfDate(asked)).toEqual([])
    const feed = folded(asked, events(11, recorded(11, step('incident_handling', 'I1', 'VERIFYING'))))
    expect(feed.incidents.get('I1')?.state).toBe('VERIFYING')
    expect(outOfDate(feed)).toEqual(['I1'])
  })

  it('knows which incident an order serves, also one that is new', () => {
    const given = { type: 'InstructionGiven', instruction_id: 'D2', incident_id: 'I7', team_id: 'N2' }
    const feed = folded(
      begun,
      events(12, recorded(11, given), recorded(12, step('instruction', 'D2', 'SIGNED'))),
    )
    expect(feed.orders.get('D2')).toMatchObject({ incident_id: 'I7', state: 'SIGNED' })
    expect(feed.touched.get('I7')).toBe(12)
  })

  it('counts nothing twice when a message comes again', () => {
    const message = events(11, recorded(11, step('team_availability', 'N1', 'EN_ROUTE')))
    const once = folded(begun, message)
    const twice = folded(once, message)
    expect(twice.lines).toEqual(once.lines)
    expect(twice.position).toBe(11)
  })

  it('misses nothing when the line breaks: the rest of the events gives the same state', () => {
    const all = ['VERIFYING', 'FIRST_RESPONSE', 'RESPONDING'].map((state, at) =>
      recorded(11 + at, step('incident_handling', 'I1', state)),
    )
    const unbroken = folded(begun, events(13, ...all))
    const broken = folded(folded(begun, events(11, ...all.slice(0, 1))), events(13, ...all.slice(1)))
    expect(broken).toEqual(unbroken)
  })

  it('keeps an incident out of date when the answer is older than the latest event', () => {
    const feed = folded(begun, events(11, recorded(11, step('incident_handling', 'I1', 'VERIFYING'))))
    const old = answered(feed, 'I1', { incident: incident('I1'), orders: [], open: true, asOf: 10 })
    expect(outOfDate(old)).toEqual(['I1'])
  })

  it('lets go of an incident that is closed', () => {
    const feed = answered(begun, 'I1', { incident: incident('I1'), orders: [], open: false, asOf: 10 })
    expect(feed.incidents.size).toBe(0)
    expect(outOfDate(feed)).toEqual([])
  })

  it('leaves alone what nothing was said of, so that nothing is drawn anew for it', () => {
    const feed = folded(begun, events(11, recorded(11, step('team_availability', 'N1', 'EN_ROUTE'))))
    expect(feed.teamStates.get('N1')).toBe('EN_ROUTE')
    expect(feed.incidents).toBe(begun.incidents)
    expect(feed.orders).toBe(begun.orders)
    expect(begun.teamStates.get('N1')).toBe('ALERTED')
  })

  it('has the roads drawn anew when something happens on them', () => {
    const feed = folded(begun, events(14, recorded(14, step('road_measure', 'M1', 'ENDED'))))
    expect(feed.overlay).toBe(14)
  })

  it('is moved on by a heartbeat and never back', () => {
    const feed = folded(begun, { type: 'heartbeat', area: 'xian', position: 20 })
    expect(folded(feed, { type: 'heartbeat', area: 'xian', position: 15 }).position).toBe(20)
  })

  it('says what shouts as it was told last, until the line begins anew', () => {
    const alarms = { type: 'alarms', area: 'xian', budget: 5, shouting: [], groups: [] } as const
    const feed = folded(begun, { ...alarms, shouting: [], groups: [] })
    expect(feed.alarms?.budget).toBe(5)
    expect(feed.position).toBe(10)
    expect(folded(feed, SNAPSHOT).alarms).toBeNull()
  })

  it('tells what was said since, and that anything may have been after a new beginning', () => {
    const first = folded(begun, events(11, recorded(11, step('shift', 'Z1', 'ON_DUTY'))))
    const second = folded(first, events(12, recorded(12, step('command_post', 'K1', 'DIRECTING'))))
    expect(saidBetween(first, second)?.map((one) => one.position)).toEqual([12])
    expect(saidBetween(begun, second)?.map((one) => one.position)).toEqual([11, 12])
    expect(saidBetween(second, folded(second, { type: 'positions', area: 'xian', fixes: [] }))).toEqual([])
    expect(saidBetween(second, begun)).toBeNull()
  })
})
