import type {
  AlarmsFrame, EventsFrame, Fix, Incident, IncidentSummary, RecordedEvent, RoadMeasure, ServerFrame, SnapshotFrame,
  Warning,
} from '@/api/types'

// The live feed as a pure fold: a snapshot, then events after position N, each once. What a message
// says in so many words is taken over at once (a step, a fix); everything else about an incident is
// noted in `touched`, and whoever shows it asks the server again. So no rule lives in the page.

/** An order to a team, as far as the feed has to know it. */
export interface Order {
  instruction_id: string
  incident_id: string
  team_id: string
  state: string
}

export interface Feed {
  /** The last position seen: what to come back with. Null before the first message. */
  position: number | null
  area: string
  name: string
  exercise: boolean
  incidents: ReadonlyMap<string, Known>
  orders: ReadonlyMap<string, Order>
  /** States of teams that are known to have left their rest, or to have come back to it. */
  teamStates: ReadonlyMap<string, string>
  measures: ReadonlyMap<string, RoadMeasure>
  warnings: ReadonlyMap<string, Warning>
  fixes: ReadonlyMap<string, Fix>
  /** Incident → the position of the last event about it: what was asked before is out of date. */
  touched: ReadonlyMap<string, number>
  /** The latest events, the newest last. */
  lines: readonly RecordedEvent[]
  /** The moment of the latest event, in the area's own time: a drill has a clock of its own. */
  at: string | null
  /** Grows with every event about roads: the tiles are drawn anew. */
  overlay: number
  /** What shouts and what there is of each group 告警; null before anything was said of it. */
  alarms: AlarmsFrame | null
}

/** An incident as the feed tells of it, with what it lacks once it was asked for. */
export type Known = Incident & Partial<Pick<IncidentSummary, 'missing'>>

export const LINES_KEPT = 200

export const EMPTY: Feed = {
  position: null,
  area: '',
  name: '',
  exercise: false,
  incidents: new Map(),
  orders: new Map(),
  teamStates: new Map(),
  measures: new Map(),
  warnings: new Map(),
  fixes: new Map(),
  touched: new Map(),
  lines: [],
  at: null,
  overlay: 0,
  alarms: null,
}

/** The feed after a message. One that was seen already changes nothing. */
export function folded(feed: Feed, message: ServerFrame): Feed {
  switch (message.type) {
    case 'snapshot':
      return begun(message)
    case 'events':
      return told(feed, message)
    case 'positions':
      return { ...feed, fixes: withAll(feed.fixes, message.fixes, (fix) => fix.team_id) }
    case 'heartbeat':
      return { ...feed, position: Math.max(feed.position ?? 0, message.position) }
    case 'alarms':
      return { ...feed, alarms: message }
    default:
      return feed // something reckoned beside the log: other stores listen for it
  }
}

function begun(message: SnapshotFrame): Feed {
  return {
    position: message.position,
    area: message.area,
    name: message.name,
    exercise: message.exercise === true,
    incidents: byId<Known>(message.incidents, (one) => one.incident_id),
    orders: byId<Order>(message.instructions, (one) => one.instruction_id),
    teamStates: new Map(message.teams.map((one) => [one.team_id, one.state])),
    measures: byId(message.road_measures, (one) => one.measure_id),
    warnings: byId(message.warnings, (one) => one.warning_id),
    fixes: byId(message.fixes, (one) => one.team_id),
    touched: new Map(message.incidents.map((one) => [one.incident_id, message.position])),
    lines: [],
    at: message.at,
    overlay: message.overlay,
    alarms: null,
  }
}

function told(feed: Feed, message: EventsFrame): Feed {
  const fresh = message.events.filter((one) => one.position > (feed.position ?? -1))
  const after: Tables = {
    incidents: new Written(feed.incidents),
    orders: new Written(feed.orders),
    teamStates: new Written(feed.teamStates),
    measures: new Written(feed.measures),
  }
  const touched = new Written(feed.touched)
  let { overlay } = feed
  for (const recorded of fresh) {
    takeOver(after, recorded.event)
    if (isAboutRoads(recorded)) overlay = recorded.position
    for (const subject of subjectsOf(recorded, after.orders)) {
      if (isIncident(subject)) touched.set(subject, recorded.position)
    }
  }
  return {
    ...feed,
    incidents: after.incidents.now,
    orders: after.orders.now,
    teamStates: after.teamStates.now,
    measures: after.measures.now,
    touched: touched.now,
    overlay,
    position: Math.max(feed.position ?? 0, message.position),
    lines: fresh.length ? [...feed.lines, ...fresh].slice(-LINES_KEPT) : feed.lines,
    at: fresh.at(-1)?.at ?? feed.at,
  }
}

/** A table that is copied when it is first written to: what nothing was said of stays the very same. */
class Written<T> {
  private copied = false
  constructor(public now: ReadonlyMap<string, T>) {}
  get = (id: string): T | undefined => this.now.get(id)
  set(id: string, value: T): void {
    if (!this.copied) this.now = new Map(this.now)
    this.copied = true
    ;(this.now as Map<string, T>).set(id, value)
  }
}

interface Tables {
  incidents: Written<Known>
  orders: Written<Order>
  teamStates: Written<string>
  measures: Written<RoadMeasure>
}

function takeOver(into: Tables, event: RecordedEvent['event']): void {
  if (event.type === 'StepTaken') {
    const { subject_id: id, went_to: state } = event
    if (event.lifecycle === 'team_availability') into.teamStates.set(id, state)
    else if (event.lifecycle === 'incident_handling') changed(into.incidents, id, state)
    else if (event.lifecycle === 'instruction') changed(into.orders, id, state)
    else if (event.lifecycle === 'road_measure') changed(into.measures, id, state)
  } else if (event.type === 'InstructionGiven') {
    const { instruction_id, incident_id, team_id } = event
    into.orders.set(instruction_id, { instruction_id, incident_id, team_id, state: '' })
  } else if (event.type === 'RoadMeasureOrdered') {
    into.measures.set(event.measure.measure_id, event.measure)
  }
}

function changed<T extends { state: string }>(table: Written<T>, id: string, state: string): void {
  const known = table.get(id)
  if (known) table.set(id, { ...known, state })
}

function isAboutRoads({ event }: RecordedEvent): boolean {
  return event.type.startsWith('Road') || (event.type === 'StepTaken' && event.lifecycle === 'road_measure')
}

/** What was said between two states of the feed; null where so much may have changed that all is to be asked anew. */
export function saidBetween(before: Feed, now: Feed): readonly RecordedEvent[] | null {
  if (now.lines === before.lines) return []
  const fresh = now.lines.filter((one) => one.position > (before.position ?? -1))
  const begun = now.lines.length === 0
  return begun || fresh.length >= LINES_KEPT ? null : fresh
}

/** Every subject an event names, and the incident its instruction serves. */
export function subjectsOf(
  { event }: RecordedEvent,
  orders: { get: (id: string) => Order | undefined },
): Set<string> {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && (name.endsWith('_id') || name === 'into')) found.add(inner)
      else look(inner)
    }
  }
  look(event)
  for (const id of [...found]) {
    const served = orders.get(id)?.incident_id
    if (served) found.add(served)
  }
  return found
}

export interface Answer {
  incident: Known
  orders: readonly Order[]
  open: boolean
  /** The log's position when it was answered. */
  asOf: number
}

/** Take over an incident as the server answered it; null when it is not there for us any more. */
export const answered = (feed: Feed, id: string, answer: Answer | null): Feed => allAnswered(feed, [[id, answer]])

/** Take over many incidents at once. */
export function allAnswered(feed: Feed, answers: Iterable<readonly [string, Answer | null]>): Feed {
  const incidents = new Map(feed.incidents)
  const touched = new Map(feed.touched)
  const orders = new Written(feed.orders)
  for (const [id, answer] of answers) {
    if (answer?.open) incidents.set(id, answer.incident)
    else incidents.delete(id)
    for (const one of answer?.orders ?? []) orders.set(one.instruction_id, one)
    if (!answer || (touched.get(id) ?? 0) <= answer.asOf) touched.delete(id)
  }
  return { ...feed, incidents, orders: orders.now, touched }
}

/** Incidents of which something happened after they were last asked for, the longest waiting first. */
export function outOfDate(feed: Feed): string[] {
  return [...feed.touched.keys()]
}

export const isIncident = (id: string): boolean => /^I\d+$/.test(id)

function byId<T>(all: readonly T[], id: (one: T) => string): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [id(one), one]))
}

function withAll<T>(old: ReadonlyMap<string, T>, all: readonly T[], id: (one: T) => string) {
  const made = new Map(old)
  for (const one of all) made.set(id(one), one)
  return made
}
