import { expect, it } from 'vitest'
import { nearby, reportOf } from './call'

const at = { lon: 108.95, lat: 34.27 }
const incident = (kind: string, north: number) => ({ kind, position: { lon: at.lon, lat: at.lat + north / 111_195 } })

it('sends nothing before it is known what and where', () => {
  expect(reportOf({ kind: '', source: 'duty', place: '', at, text: '' }, 'r1', null)).toBeNull()
  expect(reportOf({ kind: 'fire', source: 'duty', place: '', at: null, text: '' }, 'r1', null)).toBeNull()
})

it('leaves the place to the server where a point was chosen on the map', () => {
  const report = reportOf({ kind: 'fire', source: 'duty', place: '', at, text: ' 三楼 ' }, 'r1', 1)
  expect(report).toMatchObject({ report_id: 'r1', kind: 'fire', text: '三楼', priority: 1 })
  expect(report).not.toHaveProperty('place_code')
})

it('names what is near, of the same kind first, and nothing far away', () => {
  const found = nearby([incident('fire', 900), incident('rescue', 100), incident('fire', 5000)], at, 'fire')
  expect(found.map((near) => [near.one.kind, near.metres])).toEqual([['fire', 900], ['rescue', 100]])
})
