import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, point } from './features'

export interface TeamShown {
  id: string
  name: string
  at: Position
  free: boolean
}

export const BUSY_LAYERS = ['busy-teams', 'busy-team-labels']
export const REST_LAYERS = ['resting-teams']

/** Teams: those at work move and bear their names, those at rest are small. */
export function addTeams(map: MapLibre): void {
  map.addSource('resting-teams', { type: 'geojson', data: collection([]) })
  map.addSource('busy-teams', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'resting-teams', type: 'circle', source: 'resting-teams', minzoom: 10,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 1.5, 14, 5],
      'circle-color': ['case', ['get', 'free'], colour('--good'), colour('--text-2')],
      'circle-opacity': 0.75,
    },
  })
  map.addLayer({
    id: 'busy-teams', type: 'circle', source: 'busy-teams',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 3, 14, 7],
      'circle-color': colour('--accent'),
      'circle-stroke-color': colour('--panel'),
      'circle-stroke-width': 1.5,
    },
  })
  map.addLayer({
    id: 'busy-team-labels', type: 'symbol', source: 'busy-teams', minzoom: 12,
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-offset': [0, 0.9], 'text-anchor': 'top', 'text-optional': true },
    paint: { 'text-color': colour('--accent'), 'text-halo-color': colour('--ground'), 'text-halo-width': 1.5 },
  })
}

export const teamFeatures = (teams: Iterable<TeamShown>): Feature[] =>
  [...teams].map(({ at, ...properties }) => point(at, properties))
