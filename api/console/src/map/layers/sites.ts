import type { Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, onChosen, point, setData } from './features'

export interface Site {
  id: string
  name: string
  at: Position
  /** Open to people, stocked: drawn in full. */
  ready: boolean
}

/** Depots and shelters: a character in a circle, named from close by. */
export function addSites(
  map: MapLibre,
  source: string,
  sign: string,
  minzoom: number,
  chosen: (id: string, at: [number, number]) => void,
): void {
  map.addSource(source, { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: source, type: 'circle', source, minzoom,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 3, 14, 9],
      'circle-color': ['case', ['get', 'ready'], colour('--good-soft'), colour('--panel')],
      'circle-stroke-color': ['case', ['get', 'ready'], colour('--good'), colour('--text-2')],
      'circle-stroke-width': 1.2,
    },
  })
  map.addLayer({
    id: `${source}-signs`, type: 'symbol', source, minzoom: 12,
    layout: { 'text-field': ['step', ['zoom'], sign, 14.5, ['concat', sign, '\n', ['get', 'name']]], 'text-font': FONT, 'text-size': 11, 'text-allow-overlap': false },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--panel'), 'text-halo-width': 1 },
  })
  onChosen(map, source, ({ id }, at) => chosen(String(id), at))
}

export const siteLayers = (source: string): string[] => [source, `${source}-signs`]

export function showSites(map: MapLibre, source: string, sites: Iterable<Site>): void {
  setData(map, source, [...sites].map(({ at, ...properties }) => point(at, properties)))
}
