import { expect, it } from 'vitest'
import type { Lifecycle } from '@/api/types'
import { pictureOf } from './workflow'

const state = (final = false) => ({ zh: '', en: '', final })
const row = (id: string, moves: Record<string, string>) => ({ id, action: id, zh: '', en: '', moves })
const TABLE = {
  lifecycle: 'incident_handling',
  states: { REPORTED: state(), WORKING: state(), CLOSED: state(true), DISMISSED: state(true) },
  rows: [
    row('H1', { NEW: 'REPORTED' }),
    row('H2', { REPORTED: 'WORKING' }),
    row('H3', { WORKING: 'WORKING' }),
    row('H4', { WORKING: 'CLOSED' }),
    row('H5', { REPORTED: 'DISMISSED', WORKING: 'DISMISSED' }),
    row('H6', { WORKING: 'REPORTED' }),
  ],
} as unknown as Lifecycle
const picture = pictureOf(TABLE)

it('has every state once, in the order of the table', () => {
  expect(picture.boxes.filter((one) => !one.side).map((one) => one.state)).toEqual(['REPORTED', 'WORKING', 'CLOSED'])
})

it('puts an end beside the way that leads to the proper one', () => {
  expect(picture.boxes.filter((one) => one.side).map((one) => one.state)).toEqual(['DISMISSED'])
})

it('draws each move once, and knows which go back', () => {
  const moves = picture.arrows.map((one) => `${one.from}>${one.to}`)
  expect(moves).toEqual(['REPORTED>WORKING', 'WORKING>CLOSED', 'REPORTED>DISMISSED', 'WORKING>DISMISSED', 'WORKING>REPORTED'])
  expect(picture.arrows.filter((one) => one.back).map((one) => one.to)).toEqual(['REPORTED'])
})
