import { expect, it } from 'vitest'
import { areaM2, asArea, asLength, lengthM } from './distance'

it('measures a degree along a meridian and along a line of several parts', () => {
  expect(lengthM([[108, 34], [108, 35]])).toBeCloseTo(111_195, -1)
  expect(lengthM([[108, 34], [108, 34.5], [108, 35]])).toBeCloseTo(lengthM([[108, 34], [108, 35]]), 3)
  expect(lengthM([[108, 34]])).toBe(0)
})

it('measures an area whichever way round it was drawn', () => {
  const square: [number, number][] = [[108, 34], [108.01, 34], [108.01, 34.01], [108, 34.01]]
  const m2 = areaM2(square)
  expect(m2).toBeGreaterThan(1_020_000)
  expect(m2).toBeLessThan(1_030_000)
  expect(areaM2([...square].reverse())).toBeCloseTo(m2, 3)
})

it('tells lengths and areas in a unit a person reads', () => {
  expect([asLength(849.6), asLength(1_234), asLength(12_340)]).toEqual(['850 m', '1.23 km', '12.3 km'])
  expect([asArea(4_200), asArea(1_234_000)]).toEqual(['4,200 m²', '1.23 km²'])
})
