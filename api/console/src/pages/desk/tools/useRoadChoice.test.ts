import { expect, it } from 'vitest'
import type { RoadEdge } from '@/api/types'
import { selectionOf, toggled } from './useRoadChoice'

const edge = (arc: number, way_back: number | null = null): RoadEdge =>
  ({ arc, way_back, name: '', highway: 'primary', distance_m: 0, geometry: { type: 'LineString', coordinates: [] } })
const none = { chosen: [], bothWays: true, network: 'n', ring: [], name: '' }

it('lets a road go that is touched again, from whichever side', () => {
  const chosen = toggled(toggled([], edge(1, 2)), edge(5))
  expect(chosen.map((one) => one.arc)).toEqual([1, 5])
  expect(toggled(chosen, edge(2, 1)).map((one) => one.arc)).toEqual([5])
})

it('means roads by number, within an area, or by name', () => {
  expect(selectionOf('touch', { ...none, chosen: [edge(3)], bothWays: false })).toEqual(
    { by: 'arcs', arcs: [3], both_ways: false, network: 'n' })
  expect(selectionOf('area', { ...none, ring: [[0, 0], [1, 0], [1, 1], [0, 0]] })).toMatchObject({ by: 'polygon' })
  expect(selectionOf('name', { ...none, name: '环城路' })).toEqual({ by: 'name', name: '环城路' })
})

it('means nothing while nothing is chosen', () => {
  expect((['touch', 'area', 'name'] as const).map((by) => selectionOf(by, none))).toEqual([null, null, null])
})
