import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import { colour } from '../style'
import { collection, setData } from './features'

/** Roads that were closed or slowed at a past moment. */
export function addPastMeasures(map: MapLibre): void {
  map.addSource('measures', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'slowed', type: 'line', source: 'measures', filter: ['!=', ['get', 'effect'], 'CLOSED'],
    paint: { 'line-color': colour('--closed'), 'line-width': 4, 'line-opacity': 0.45 },
  })
  map.addLayer({
    id: 'measures', type: 'line', source: 'measures', filter: ['==', ['get', 'effect'], 'CLOSED'],
    paint: { 'line-color': colour('--closed'), 'line-width': 4, 'line-dasharray': [2, 1] },
  })
}

export const showPastMeasures = (map: MapLibre, features: Feature[]): void => setData(map, 'measures', features)
