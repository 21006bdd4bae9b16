import type { Map as MapLibre } from 'maplibre-gl'
import { colour, FONT } from '../style'
import { collection } from './features'

/** Roads that were chosen by hand, with an arrow in the direction that is meant. */
export function addChosenRoads(map: MapLibre): void {
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
