import { expect, it } from 'vitest'
import type { Place } from '@/api/types'
import { placeFeatures } from './placeNames'

const place = (admin_level: string, position: object | null) =>
  ({ code: 'X', name: '灞桥区', admin_level, parent: null, position, population: 0, vulnerable: 0 }) as Place

it('names the places whose position is known, and neither the city nor the province', () => {
  const at = { lon: 109, lat: 34 }
  const found = placeFeatures([place('COUNTY', at), place('TOWN', null), place('CITY', at), place('PROVINCE', at)])
  expect(found.map((one) => one.properties)).toEqual([{ name: '灞桥区', level: 'COUNTY' }])
})
