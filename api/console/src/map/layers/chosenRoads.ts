import type { FilterSpecification, Map as MapLibre } from 'maplibre-gl'
import { colour, FONT } from '../style'
import { collection } from './features'

const isNamed = (name: string): FilterSpecification => ['all', ['has', 'name'], ['==', ['get', 'name'], name]]

/** Light every road of a name; none where there is no name. */
export const lightNamed = (map: MapLibre, name: string): void => void map.setFilter('named-roads', isNamed(name))

/** Roads that were chosen by hand, with an arrow in the direction that is meant. */
export function addChosenRoads(map: MapLibre): void {
  map.addLayer({
    id: 'named-roads', type: 'line', source: 'roads', 'source-layer': 'roads', filter: isNamed(''),
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': colour('--closed'), 'line-width': 8, 'line-opacity': 0.6 },
  })
  map.addSource('chosen-roads', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'chosen-roads', type: 'line', source: 'chosen-roads',
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': colour('--closed'), 'line-width': 8, 'line-opacity': 0.85 },
  })
  map.addLayer({
    id: 'chosen-road-ways', type: 'symbol', source: 'chosen-roads', filter: ['get', 'oneWay'],
    layout: { 'symbol-placement': 'line-center', 'text-field': '→', 'text-font': FONT, 'text-size': 20, 'text-keep-upright': false },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2 },
  })
}
