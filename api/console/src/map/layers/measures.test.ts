import { expect, it } from 'vitest'
import type { RoadLine } from '@/api/types'
import { streets } from './measures'

const road = (id: number, ...coordinates: [number, number][]): RoadLine =>
  ({ type: 'Feature', id, properties: { name: '' }, geometry: { type: 'LineString', coordinates } })

it('draws a street that is shut both ways once, without an arrow', () => {
  const found = streets([road(1, [0, 0], [1, 0]), road(2, [1, 0], [0, 0])])
  expect(found).toHaveLength(1)
  expect(found[0]?.oneWay).toBe(false)
})

it('shows the direction where one alone is shut', () => {
  const [found] = streets([road(1, [1, 0], [0, 0])])
  expect(found?.oneWay).toBe(true)
  expect(found?.line.coordinates[0]).toEqual([1, 0])
})
