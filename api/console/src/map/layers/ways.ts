import type { Feature } from 'geojson'
import type { ExpressionSpecification, Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'
import { colour, FONT } from '../style'
import type { Way } from '../useProposal'
import { collection, point } from './features'

const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']

const label = (source: string) => ({
  type: 'symbol' as const, source, filter: isPoint,
  layout: { 'text-field': ['get', 'label'] as never, 'text-font': FONT, 'text-size': 12, 'text-offset': [0, 1.1] as [number, number], 'text-anchor': 'top' as const },
  paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2.5 },
})

/** The ways of what is proposed, under everything that moves. */
export function addWays(map: MapLibre): void {
  map.addSource('ways', { type: 'geojson', data: collection([]) })
  const ofWhat: ExpressionSpecification = ['match', ['get', 'what'], 'team', colour('--accent'), colour('--good')]
  map.addLayer({
    id: 'ways', type: 'line', source: 'ways', filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': ofWhat, 'line-width': 4, 'line-opacity': 0.8 },
  })
  map.addLayer({
    id: 'way-origins', type: 'circle', source: 'ways', filter: isPoint,
    paint: { 'circle-radius': 6, 'circle-color': colour('--panel'), 'circle-stroke-color': ofWhat, 'circle-stroke-width': 3 },
  })
  map.addLayer({ id: 'way-labels', ...label('ways') })
}

/** Who else could go, where one is chosen: over everything else, as one is to be picked. */
export function addCandidates(map: MapLibre): void {
  map.addSource('candidates', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'candidates', type: 'circle', source: 'candidates',
    paint: { 'circle-radius': 8, 'circle-color': colour('--accent-soft'), 'circle-stroke-color': colour('--accent'), 'circle-stroke-width': 2 },
  })
  map.addLayer({ id: 'candidate-labels', ...label('candidates') })
}

export function wayFeatures(ways: readonly Way[], label: (one: Way) => string): Feature[] {
  const lines = ways.map(({ id, what, line }): Feature => ({
    type: 'Feature', properties: { id, what }, geometry: { type: 'LineString', coordinates: line },
  }))
  return [...lines, ...ways.map((one) => point(one.from, { id: one.id, what: one.what, label: label(one) }))]
}

const IN_SIGHT = 6 // of those who could go: the farthest of forty would make the map too small

/** Where the soonest of those who could go stand, for the map to show them. */
export function soonest(candidates: readonly Feature[], travel_s: ReadonlyMap<string, number>): Position[] {
  const seconds = (one: Feature): number => travel_s.get(String(one.properties?.id)) ?? Infinity
  const near = [...candidates].sort((a, b) => seconds(a) - seconds(b)).slice(0, IN_SIGHT)
  return near.flatMap(({ geometry }) => {
    const [lon, lat] = geometry.type === 'Point' ? geometry.coordinates : []
    return lon === undefined || lat === undefined ? [] : [{ lon, lat }]
  })
}

export const candidateFeatures = (all: Iterable<{ id: string; at: Position; label: string }>): Feature[] =>
  [...all].map(({ id, at, label }) => point(at, { id, label }))
