import type { Evacuation, Position, RoadLine, RoadMeasure, Sensor, Warning } from '@/api/types'
import type { Card } from '@/map/useMapView'

/** A row of a list beside the map: what it is, how it stands, where to look. */
export interface Row {
  id: string
  title: string
  /** A warning's colour, which has a mark of its own. */
  colour?: string | null
  state: string
  tone: 'bad' | 'warn' | 'good' | 'calm'
  /** Where and since when, or how much. */
  more: string
  /** Where it is: a point, or the corners of what it covers. */
  at: readonly Position[]
  what: Card['what']
}

export interface Said {
  word: (group: 'warning_kinds' | 'kinds' | 'quantities', code: string) => string
  state: (lifecycle: string, code: string) => string
  place: (code: string) => string
  positionOf: (code: string) => Position | null | undefined
  effect: (effect: string) => string
  moved: (one: Evacuation) => string
  clock: (at: string) => string
  /** Of a sensor that raises one: that the device is well says nothing then. */
  alarm: string
}

/** The corners of areas; where there are none, the places instead. */
const spread = (polygons: readonly (readonly (readonly Position[])[])[], codes: readonly string[], said: Said): Position[] => {
  const corners = polygons.flatMap(([outer]) => outer ?? [])
  return corners.length ? corners : codes.flatMap((one) => said.positionOf(one) ?? [])
}

const RANK = ['RED', 'ORANGE', 'YELLOW', 'BLUE']
const rank = (one: Warning): number => (RANK.indexOf(one.notice.colour ?? '') + RANK.length + 1) % (RANK.length + 1)

/** Warnings, red before orange; the newest of a colour first. */
export const warningRows = (all: Iterable<Warning>, said: Said): Row[] =>
  [...all]
    .sort((a, b) => rank(a) - rank(b) || b.received_at.localeCompare(a.received_at))
    .map((one) => ({
      id: one.warning_id, title: said.word('warning_kinds', one.notice.kind), colour: one.notice.colour,
      state: said.state('warning', one.state), tone: one.overdue.length ? 'bad' : 'calm',
      more: `${one.notice.place_codes.slice(0, 2).map(said.place).join(' · ')} · ${one.answered}/${one.called}`,
      at: spread(one.notice.polygons, one.notice.place_codes, said), what: 'warning',
    }))

export const evacuationRows = (all: Iterable<Evacuation>, said: Said): Row[] =>
  [...all].map((one) => ({
    id: one.evacuation_id, title: said.word('kinds', one.hazard), state: said.moved(one),
    tone: one.counts.missing ? 'warn' : 'good', more: `${said.place(one.place_code)} · ${one.reason}`,
    at: spread(one.polygons, [one.place_code], said), what: 'evacuation',
  }))

const NAMED = 2 // roads of a measure that are told by name

/** What the roads of a measure are called, as far as they have names. */
export function roadsOf({ selection }: Pick<RoadMeasure, 'selection'>, lines: readonly RoadLine[] = []): string {
  if (selection.by === 'name') return selection.name
  const names = [...new Set(lines.map((one) => one.properties.name).filter(Boolean))]
  return names.slice(0, NAMED).join('、') + (names.length > NAMED ? ' …' : '')
}

export const measureRows = (all: Iterable<RoadMeasure>, lines: ReadonlyMap<string, readonly RoadLine[]>, said: Said): Row[] =>
  [...all].map((one) => {
    const along = (lines.get(one.measure_id) ?? []).flatMap((road) => road.geometry.coordinates)
    return {
      id: one.measure_id, title: `${said.effect(one.effect)} ${roadsOf(one, lines.get(one.measure_id))}`, state: said.state('road_measure', one.state), tone: 'calm',
      more: `${one.reason} · ${said.clock(one.begins_at)}${one.ends_at ? `–${said.clock(one.ends_at)}` : ''}`,
      at: along.map(([lon = 0, lat = 0]) => ({ lon, lat })), what: 'measure',
    }
  })

/** Sensors, those that raise an alarm first, then those that say something. */
export const sensorRows = (all: Iterable<Sensor>, said: Said): Row[] => {
  const alarms = (one: Sensor): number => Object.keys(one.alarms).length
  return [...all]
    .sort((a, b) => alarms(b) - alarms(a) || Number(b.latest !== null) - Number(a.latest !== null) || a.sensor_id.localeCompare(b.sensor_id))
    .map((one) => ({
      id: one.sensor_id, title: one.name, state: alarms(one) ? said.alarm : said.state('sensor', one.state), tone: alarms(one) ? 'bad' : 'calm',
      more: `${said.word('quantities', one.quantity)}${one.latest ? ` ${one.latest.value} ${one.unit}` : ''} · ${said.place(one.place_code)}`,
      at: [one.position], what: 'sensor',
    }))
}
