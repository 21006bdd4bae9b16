import { expect, it } from 'vitest'
import { fileOf, queryOf } from './useDutyLog'

it('leaves the day and the place to the server where none is chosen', () => {
  expect(queryOf({ place: '', day: '' })).toEqual({})
  expect(fileOf({ place: '', day: '' }, 'csv', null)).toBe('/api/v1/duty/log.csv')
})

it('fetches the file of the very log that is shown, in the same area', () => {
  const file = fileOf({ place: '610113', day: '2026-07-01' }, 'docx', 'drill')
  expect(file).toBe('/api/v1/duty/log.docx?place=610113&day=2026-07-01&area=drill')
})
