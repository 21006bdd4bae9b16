import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { Place } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, point } from './features'

/** From which zoom to which the places of a level are named, and how large. */
const LEVELS = [
  { level: 'COUNTY', minzoom: 7, maxzoom: 12, size: 13 },
  { level: 'TOWN', minzoom: 11, maxzoom: 15, size: 12 },
  { level: 'VILLAGE', minzoom: 13.5, maxzoom: 24, size: 11 },
] as const

/** What the places are called, under everything else: where one looks without counting streets. */
export function addPlaceNames(map: MapLibre): void {
  map.addSource('places', { type: 'geojson', data: collection([]) })
  for (const { level, minzoom, maxzoom, size } of LEVELS) {
    map.addLayer({
      id: `place-names-${level}`, type: 'symbol', source: 'places', minzoom, maxzoom,
      filter: ['==', ['get', 'level'], level],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': size, 'text-padding': 6 },
      paint: {
        'text-color': colour('--text-2'),
        'text-halo-color': colour('--ground'),
        'text-halo-width': 1.5,
      },
    })
  }
}

export function placeFeatures(places: Iterable<Place>): Feature[] {
  const named = new Set<string>(LEVELS.map((one) => one.level))
  return [...places].flatMap(({ name, admin_level, position }) =>
    position && named.has(admin_level) ? [point(position, { name, level: admin_level })] : [],
  )
}
