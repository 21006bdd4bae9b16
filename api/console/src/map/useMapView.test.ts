import { expect, it } from 'vitest'
import { framed } from './useMapView'

it('looks at two villages from where both are in sight', () => {
  const look = framed([{ lon: 109.0, lat: 33.8 }, { lon: 109.4, lat: 33.9 }])
  expect(look?.at).toEqual({ lon: 109.2, lat: expect.closeTo(33.85) })
  const wide_px = (0.4 / 360) * 512 * 2 ** (look?.zoom ?? 0)
  expect(wide_px).toBeCloseTo(420)
})

it('goes no nearer to one village than to see what is around it, and nowhere without any', () => {
  expect(framed([{ lon: 109, lat: 34 }])).toEqual({ at: { lon: 109, lat: 34 }, zoom: 13, exact: true })
  expect(framed([])).toBeNull()
})
