import type { Feature } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import type { CoverageMap } from '@/api/types'
import { colour } from '../style'
import { collection } from './features'

export const COVERAGE_LAYERS = ['coverage']

/** Where people live: filled where help comes in time, a ring where it does not, larger for more people. */
export function addCoverage(map: MapLibre): void {
  map.addSource('coverage', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'coverage', type: 'circle', source: 'coverage',
    paint: {
      'circle-radius': [
        'interpolate', ['linear'], ['zoom'],
        8, ['interpolate', ['linear'], ['get', 'people'], 0, 1.5, 20000, 5],
        14, ['interpolate', ['linear'], ['get', 'people'], 0, 8, 20000, 26],
      ],
      'circle-color': colour('--good'),
      'circle-opacity': ['case', ['!', ['get', 'covered']], 0, ['>', ['get', 'teams'], 1], 0.4, 0.2],
      'circle-stroke-color': ['case', ['get', 'covered'], colour('--good'), colour('--text')],
      'circle-stroke-width': ['case', ['get', 'covered'], 0, 2],
    },
  })
}

export const coverageFeatures = (found: CoverageMap | null): Feature[] =>
  (found?.features ?? []).map((one) => ({
    type: 'Feature', geometry: one.geometry, properties: { ...one.properties, id: one.id },
  }))
