import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, point } from './features'
import { openClusters } from './incidents'

export interface Site {
  id: string
  name: string
  at: Position
  /** Of use now; not; or calling for somebody to look. */
  tone: 'ready' | 'idle' | 'alarm'
}

const CLOSE_ZOOM = 11 // from here on each by itself
const LONE = ['!', ['has', 'point_count']] as never
const ALARMS = ['+', ['case', ['==', ['get', 'tone'], 'alarm'], 1, 0]] as never

/** What stands somewhere: a character in a circle, named from close by; far off how many there are. */
export function addSites(map: MapLibre, source: string, sign: string, minzoom: number): void {
  map.addSource(source, {
    type: 'geojson', data: collection([]), cluster: true, clusterRadius: 60, clusterMaxZoom: CLOSE_ZOOM,
    clusterMinPoints: 2, clusterProperties: { alarms: ALARMS },
  })
  map.addLayer({
    id: `${source}-clusters`, type: 'circle', source, minzoom, filter: ['has', 'point_count'],
    paint: {
      'circle-radius': ['step', ['get', 'point_count'], 9, 10, 12, 100, 15],
      'circle-color': colour('--panel'),
      'circle-stroke-color': ['case', ['>', ['get', 'alarms'], 0], colour('--bad'), colour('--good')],
      'circle-stroke-width': 1.5,
      'circle-opacity': 0.92,
    },
  })
  map.addLayer({
    id: `${source}-counts`, type: 'symbol', source, minzoom, filter: ['has', 'point_count'],
    layout: { 'text-field': ['concat', sign, ['get', 'point_count']], 'text-font': FONT, 'text-size': 10, 'text-allow-overlap': true },
    paint: { 'text-color': colour('--text') },
  })
  map.addLayer({
    id: source, type: 'circle', source, minzoom, filter: LONE,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 7, 14, 9],
      'circle-color': ['match', ['get', 'tone'], 'ready', colour('--good-soft'), 'alarm', colour('--bad-soft'), colour('--panel')],
      'circle-stroke-color': ['match', ['get', 'tone'], 'ready', colour('--good'), 'alarm', colour('--bad'), colour('--text-2')],
      'circle-stroke-width': ['case', ['==', ['get', 'tone'], 'alarm'], 2.5, 1.2],
    },
  })
  map.addLayer({
    id: `${source}-signs`, type: 'symbol', source, minzoom, filter: LONE,
    layout: {
      'text-field': ['step', ['zoom'], sign, 14.5, ['concat', sign, '\n', ['get', 'name']]],
      'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 9, 9, 12, 11], 'text-allow-overlap': false,
    },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--panel'), 'text-halo-width': 1 },
  })
  openClusters(map, `${source}-clusters`, source)
}

export const siteLayers = (source: string): string[] =>
  [source, `${source}-signs`, `${source}-clusters`, `${source}-counts`]

export const siteFeatures = (sites: Iterable<Site>): Feature[] =>
  [...sites].map(({ at, ...properties }) => point(at, properties))
