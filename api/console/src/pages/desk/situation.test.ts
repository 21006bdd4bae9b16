import { expect, it } from 'vitest'
import type { RoadLine, RoadMeasure, Sensor, Warning } from '@/api/types'
import { roadsOf, type Said, sensorRows, warningRows } from './situation'

const said: Said = {
  word: (_, code) => code, state: (_, code) => code, place: (code) => code, positionOf: () => ({ lon: 109, lat: 34 }),
  effect: (effect) => effect, moved: () => '', clock: (at) => at, alarm: 'alarm',
}
const warning = (warning_id: string, colour: string | null, received_at = '2024'): Warning =>
  ({ warning_id, received_at, state: 'IN_FORCE', overdue: [], answered: 1, called: 2, notice: { kind: 'rain', colour, place_codes: ['610102'], polygons: [] } }) as unknown as Warning
const sensor = (sensor_id: string, alarms: Record<string, string>, latest: object | null): Sensor =>
  ({ sensor_id, name: sensor_id, alarms, latest, state: 'ONLINE', quantity: 'level', unit: 'm', place_code: 'P', position: { lon: 108, lat: 34 } }) as unknown as Sensor

it('lists warnings by their colour, those without one last, and the newest of a colour first', () => {
  const rows = warningRows([warning('a', null), warning('b', 'BLUE'), warning('c', 'RED'), warning('d', 'BLUE', '2025')], said)
  expect(rows.map((one) => one.id)).toEqual(['c', 'd', 'b', 'a'])
  expect(rows[0]).toMatchObject({ more: '610102 · 1/2', at: [{ lon: 109, lat: 34 }] })
})

it('is where its area is, all of it, and not at the first of its places', () => {
  const area = [[[{ lon: 108, lat: 34 }, { lon: 109, lat: 34 }, { lon: 109, lat: 35 }, { lon: 108, lat: 34 }]]]
  const one = warning('a', 'RED')
  const [row] = warningRows([{ ...one, notice: { ...one.notice, polygons: area } }] as Warning[], said)
  expect(row?.at).toEqual(area[0]?.[0])
})

it('tells which roads a measure is about: the name it was ordered by, or those of its roads, each once', () => {
  const line = (name: string): RoadLine => ({ properties: { name } }) as unknown as RoadLine
  const about = (selection: object): string =>
    roadsOf({ selection } as unknown as RoadMeasure, ['环城东路', '', '长乐路', '环城东路', '咸宁路'].map(line))
  expect(about({ by: 'name', name: '太乙路' })).toBe('太乙路')
  expect(about({ by: 'polygon' })).toBe('环城东路、长乐路 …')
})

it('lists sensors that raise an alarm before those that are silent', () => {
  const rows = sensorRows([sensor('a', {}, null), sensor('b', {}, { value: 2 }), sensor('c', { high: 'x' }, { value: 9 })], said)
  expect(rows.map((one) => [one.id, one.tone, one.state])).toEqual([['c', 'bad', 'alarm'], ['b', 'calm', 'ONLINE'], ['a', 'calm', 'ONLINE']])
})
