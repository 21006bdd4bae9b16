import type { Feature } from 'geojson'
import { expect, it } from 'vitest'
import { looksSame, point } from './features'

const at = (lon: number, properties = {}): Feature => point({ lon, lat: 34 }, { id: 'I1', ...properties })
const line = (...coordinates: number[][]): Feature =>
  ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })

it('looks the same as long as nothing is elsewhere, called otherwise, more or fewer', () => {
  expect(looksSame([at(108)], [at(108)])).toBe(true)
  expect(looksSame([at(108)], [at(109)])).toBe(false)
  expect(looksSame([at(108)], [at(108, { id: 'I2' })])).toBe(false)
  expect(looksSame([at(108)], [at(108), at(108)])).toBe(false)
  expect(looksSame([at(108)], [])).toBe(false)
})

it('looks at every corner of what is more than a point', () => {
  expect(looksSame([line([108, 34], [109, 34])], [line([108, 34], [109, 34])])).toBe(true)
  expect(looksSame([line([108, 34], [109, 34])], [line([108, 34], [109, 35])])).toBe(false)
  expect(looksSame([at(108)], [line([108, 34], [109, 34])])).toBe(false)
})

it('takes for the same what has moved by less than is told', () => {
  expect(looksSame([at(108)], [at(108.0002)], 0.0003)).toBe(true)
  expect(looksSame([at(108)], [at(108.0004)], 0.0003)).toBe(false)
})
