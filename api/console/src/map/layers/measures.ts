import type { Feature, LineString } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { RoadLine, RoadMeasure } from '@/api/types'
import { colour, FONT } from '../style'
import { collection } from './features'

export const MEASURE_LAYERS = ['measures', 'measure-ways', 'measure-signs', 'slow', 'closed']

/** Roads closed or slowed: the part, an arrow where one direction alone is meant, and until when. */
export function addMeasures(map: MapLibre): void {
  map.addSource('measures', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'measures', type: 'line', source: 'measures', filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round' },
    paint: {
      'line-color': colour('--closed'),
      'line-opacity': ['case', ['get', 'planned'], 0.35, 0.75],
      'line-width': ['interpolate', ['linear'], ['zoom'], 9, 3, 15, 9],
    },
  })
  map.addLayer({
    id: 'measure-ways', type: 'symbol', source: 'measures', minzoom: 12,
    filter: ['all', ['==', ['geometry-type'], 'LineString'], ['get', 'oneWay']],
    layout: { 'symbol-placement': 'line-center', 'text-field': '→', 'text-font': FONT, 'text-size': 18, 'text-keep-upright': false },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2 },
  })
  map.addLayer({
    id: 'measure-signs', type: 'symbol', source: 'measures', filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': ['step', ['zoom'], ['get', 'sign'], 12, ['get', 'label']], 'text-font': FONT, 'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': colour('--closed'), 'text-halo-color': colour('--panel'), 'text-halo-width': 3 },
  })
}

const key = ([lon, lat]: readonly number[]): string => `${lon},${lat}`

/** Each street once: with `oneWay` where the measure holds for one of its directions only. */
export function streets(lines: readonly RoadLine[]): { line: LineString; oneWay: boolean }[] {
  const ends = (one: RoadLine): [string, string] => {
    const { coordinates: line } = one.geometry
    return [key(line[0] ?? []), key(line.at(-1) ?? [])]
  }
  const driven = new Set(lines.map((one) => ends(one).join(' ')))
  return lines.flatMap((one) => {
    const [from, to] = ends(one)
    const both = driven.has(`${to} ${from}`)
    return both && from > to ? [] : [{ line: one.geometry, oneWay: !both }]
  })
}

export interface MeasureShown {
  measure: RoadMeasure
  lines: readonly RoadLine[]
  sign: string
  label: string
}

export const measureFeatures = (all: Iterable<MeasureShown>): Feature[] =>
  [...all].flatMap(({ measure, lines, sign, label }) => {
    const properties = { id: measure.measure_id, planned: measure.state === 'PLANNED', sign, label }
    const drawn = streets(lines)
    const amid = drawn[Math.floor(drawn.length / 2)]?.line.coordinates
    const at = amid?.[Math.floor(amid.length / 2)]
    return [
      ...drawn.map(({ line, oneWay }): Feature => ({ type: 'Feature', properties: { ...properties, oneWay }, geometry: line })),
      ...(at ? [{ type: 'Feature' as const, properties, geometry: { type: 'Point' as const, coordinates: at } }] : []),
    ]
  })
