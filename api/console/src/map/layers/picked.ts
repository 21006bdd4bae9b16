import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'
import { colour } from '../style'
import { collection, point } from './features'

/** The point a person chose on the map. */
export function addPicked(map: MapLibre): void {
  map.addSource('picked', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'picked', type: 'circle', source: 'picked',
    paint: { 'circle-radius': 9, 'circle-color': 'transparent', 'circle-stroke-color': colour('--accent'), 'circle-stroke-width': 4 },
  })
}

export const pickedFeatures = (at: Position | null): Feature[] => (at ? [point(at, {})] : [])
