import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { Evacuation } from '@/api/types'
import { colour, FONT } from '../style'
import { collection } from './features'
import { polygon } from './warnings'

export const EVACUATION_LAYERS = ['evacuations', 'evacuation-lines', 'evacuation-labels']

/** Areas people are moved out of 转移避险: a broken line, with how many are away of how many. */
export function addEvacuations(map: MapLibre): void {
  map.addSource('evacuations', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'evacuations', type: 'fill', source: 'evacuations',
    paint: { 'fill-color': colour('--text'), 'fill-opacity': 0.1 },
  })
  map.addLayer({
    id: 'evacuation-lines', type: 'line', source: 'evacuations',
    paint: { 'line-color': colour('--text'), 'line-width': 2, 'line-dasharray': [3, 2] },
  })
  map.addLayer({
    id: 'evacuation-labels', type: 'symbol', source: 'evacuations',
    layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 1.2], 'text-optional': true },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2 },
  })
}

export const evacuationFeatures = (all: Iterable<Evacuation>, label: (one: Evacuation) => string): Feature[] =>
  [...all].flatMap((one) =>
    one.polygons.map((rings): Feature => ({
      type: 'Feature', properties: { id: one.evacuation_id, label: label(one) }, geometry: polygon(rings),
    })),
  )
