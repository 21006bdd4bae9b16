import type { Map as MapLibre } from 'maplibre-gl'
import { colour } from '../style'
import type { Way } from '../useProposal'
import { collection, point, setData } from './features'

/** The ways of what is proposed, under everything that moves. */
export function addWays(map: MapLibre): void {
  map.addSource('ways', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'ways', type: 'line', source: 'ways', filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour('--accent'), 'line-width': 4, 'line-opacity': 0.8 },
  })
  map.addLayer({
    id: 'way-origins', type: 'circle', source: 'ways', filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-radius': 6, 'circle-color': colour('--panel'), 'circle-stroke-color': colour('--accent'), 'circle-stroke-width': 3 },
  })
}

export function showWays(map: MapLibre, ways: readonly Way[]): void {
  const lines = ways.map(({ id, line }) => ({
    type: 'Feature' as const, properties: { id }, geometry: { type: 'LineString' as const, coordinates: line },
  }))
  setData(map, 'ways', [...lines, ...ways.map(({ id, from }) => point(from, { id }))])
}
