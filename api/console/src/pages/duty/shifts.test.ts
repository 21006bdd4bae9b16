import { expect, it } from 'vitest'
import type { Shift } from '@/api/types'
import { inOrder, planned } from './shifts'

const shift = (shift_id: string, begins_at: string, is_open = true) => ({ shift_id, begins_at, is_open }) as Shift

it('puts what is open in the order of its hours, and what is over behind it', () => {
  const all = [shift('Z1', '2026-07-01T00:00Z', false), shift('Z3', '2026-07-03T00:00Z'), shift('Z2', '2026-07-02T00:00Z')]
  expect(inOrder(all).map((one) => one.shift_id)).toEqual(['Z2', 'Z3', 'Z1'])
})

it('plans shifts that follow one another without a gap', () => {
  const said = { day: '2026-07-01', hour: 8, hours: 12, days: 2, leader: ' li ', officers: 'wang，zhao', contact: '029' }
  const all = planned(said)
  expect(all).toHaveLength(4)
  expect(all[0]?.people).toEqual([
    { name: 'li', seat: 'leader', contact: '029' },
    { name: 'wang', seat: 'officer', contact: '029' },
    { name: 'zhao', seat: 'officer', contact: '029' },
  ])
  for (let at = 1; at < all.length; at += 1) expect(all[at]?.begins_at).toBe(all[at - 1]?.ends_at)
  expect(new Date(all[0]?.begins_at ?? '').getHours()).toBe(8)
})
