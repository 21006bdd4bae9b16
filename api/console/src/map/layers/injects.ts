import type { Map as MapLibre } from 'maplibre-gl'
import type { ScriptLine } from '@/api/types'
import { colour, FONT } from '../style'
import { type Bounds, boundsAround, collection, onChosen, point, setData } from './features'

/** Where a script has something happen, in the colour of drills: an inject by its number. */
export function addInjects(map: MapLibre, chosen: (number: number) => void): void {
  map.addSource('injects', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'injects', type: 'circle', source: 'injects',
    paint: {
      'circle-radius': ['case', ['>', ['get', 'number'], 0], 12, 7],
      'circle-color': ['case', ['get', 'came'], colour('--drill'), colour('--panel')],
      'circle-stroke-color': colour('--drill'),
      'circle-stroke-width': 2.5,
    },
  })
  map.addLayer({
    id: 'inject-numbers', type: 'symbol', source: 'injects', filter: ['>', ['get', 'number'], 0],
    layout: { 'text-field': ['to-string', ['get', 'number']], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true },
    paint: { 'text-color': ['case', ['get', 'came'], '#ffffff', colour('--text')] },
  })
  onChosen(map, 'injects', ({ number }) => Number(number) > 0 && chosen(Number(number)))
}

const isPlaced = (one: ScriptLine): boolean => one.lon !== null && one.lat !== null && one.what !== 'facts'

export function showInjects(map: MapLibre, lines: readonly ScriptLine[]): void {
  const features = lines.filter(isPlaced).map((one) =>
    point({ lon: one.lon ?? 0, lat: one.lat ?? 0 }, { number: one.number ?? 0, came: one.came_at_min !== null }),
  )
  setData(map, 'injects', features)
}

/** The bounds of all that has a place; null where nothing has. */
export function boundsOf(lines: readonly ScriptLine[]): Bounds | null {
  return boundsAround(lines.filter(isPlaced).map((one) => ({ lon: one.lon ?? 0, lat: one.lat ?? 0 })))
}
