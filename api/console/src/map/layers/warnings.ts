import type { Feature, Polygon } from 'geojson'
import type { ExpressionSpecification, Map as MapLibre } from 'maplibre-gl'
import type { Place, Position, Warning } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, pair, point } from './features'

export const WARNING_LAYERS = ['warnings', 'warning-lines', 'warning-places', 'warning-labels']
const PLACES_MARKED = 60 // of one warning: more say no more

/** Warnings in their own colours 红橙黄蓝: the area drawn, or a ring about each place that is named. */
export function addWarnings(map: MapLibre): void {
  map.addSource('warnings', { type: 'geojson', data: collection([]) })
  const signal: ExpressionSpecification = [
    'match', ['get', 'colour'],
    'RED', colour('--signal-red'), 'ORANGE', colour('--signal-orange'),
    'YELLOW', colour('--signal-yellow'), 'BLUE', colour('--signal-blue'), colour('--text-2'),
  ]
  const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
  map.addLayer({
    id: 'warnings', type: 'fill', source: 'warnings', filter: isArea,
    paint: { 'fill-color': signal, 'fill-opacity': 0.16 },
  })
  map.addLayer({
    id: 'warning-lines', type: 'line', source: 'warnings', filter: isArea,
    paint: { 'line-color': signal, 'line-width': 2.5 },
  })
  map.addLayer({
    id: 'warning-places', type: 'circle', source: 'warnings', filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 8, 14, 26],
      'circle-color': signal, 'circle-opacity': 0.16, 'circle-stroke-color': signal, 'circle-stroke-width': 2.5,
    },
  })
  map.addLayer({
    id: 'warning-labels', type: 'symbol', source: 'warnings',
    layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-optional': true },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2 },
  })
}

/** GeoJSON of a polygon as the domain has it. */
export const polygon = (rings: readonly (readonly Position[])[]): Polygon => ({
  type: 'Polygon', coordinates: rings.map((ring) => ring.map(pair)),
})

export function warningFeatures(
  warnings: Iterable<Warning>,
  places: ReadonlyMap<string, Place>,
  label: (one: Warning) => string,
): Feature[] {
  return [...warnings].flatMap((one): Feature[] => {
    const properties = { id: one.warning_id, colour: one.notice.colour, label: label(one) }
    if (one.notice.polygons.length)
      return one.notice.polygons.map((rings) => ({ type: 'Feature', properties, geometry: polygon(rings) }))
    return one.notice.place_codes.slice(0, PLACES_MARKED).flatMap((code) => {
      const at = places.get(code)?.position
      return at ? [point(at, properties)] : []
    })
  })
}
