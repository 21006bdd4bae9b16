import { describe, expect, it } from 'vitest'
import type { CommandPost, GroupOrder, Place, RecordedEvent } from '@/api/types'
import { board, foremost, isAboutPost, isAboutPosts, matters, uncalled } from './boards'

const LEVEL: Record<string, string> = { C: 'CITY', CN: 'COUNTY', TN: 'TOWN' }
const post = (post_id: string, place_code: string, incident_id: string, state = 'CONSULTING') =>
  ({ post_id, place_code, incident_id, warning_id: null, state }) as CommandPost
const place = (code: string, admin_level: string, parent: string | null) => ({ code, admin_level, parent }) as Place
const said = (event: object) => ({ position: 1, at: '', actor: {}, event }) as unknown as RecordedEvent

describe('the posts of a matter', () => {
  const all = matters(
    [post('K1', 'TN', 'I2'), post('K3', 'C', 'I2', 'DIRECTING'), post('K2', 'CN', 'I2'), post('K4', 'TN', 'I11')],
    (code) => LEVEL[code] ?? '',
  )

  it('stand from the highest level down, the newest matter first', () => {
    expect(all.map((one) => one.key)).toEqual(['I11', 'I2'])
    expect(all[1]?.posts.map((one) => one.place_code)).toEqual(['C', 'CN', 'TN'])
  })

  it('are opened at the one that leads, else at the one that is furthest', () => {
    const matter = all[1]
    if (!matter) throw new Error('no matter')
    expect(foremost(matter, 'TN')?.post_id).toBe('K1')
    expect(foremost(matter, null)?.post_id).toBe('K3')
  })

  it('leave the levels that may still be called', () => {
    const places = new Map([place('C', 'CITY', null), place('CN', 'COUNTY', 'C'), place('TN', 'TOWN', 'CN'), place('V', 'VILLAGE', 'TN')].map((one) => [one.code, one]))
    const matter = all[0]
    if (!matter) throw new Error('no matter')
    expect(uncalled(matter, places, 'V').map((one) => one.code)).toEqual(['CN', 'C'])
  })
})

it('puts each task where it is, and what is over apart', () => {
  const order = (order_id: string, state: string) => ({ order_id, state }) as GroupOrder
  const { columns, over } = board([order('G1', 'ISSUED'), order('G2', 'DONE'), order('G3', 'CLOSED'), order('G4', 'ISSUED')])
  expect(columns.ISSUED.map((one) => one.order_id)).toEqual(['G1', 'G4'])
  expect(columns.DONE.map((one) => one.order_id)).toEqual(['G2'])
  expect(over.map((one) => one.order_id)).toEqual(['G3'])
})

it('asks again for what an event names, also by one of its tasks', () => {
  const step = said({ type: 'StepTaken', lifecycle: 'group_order', subject_id: 'G1' })
  expect(isAboutPost(step, 'K1', ['G1'])).toBe(true)
  expect(isAboutPost(step, 'K1', [])).toBe(false)
  expect(isAboutPosts(said({ type: 'StepTaken', lifecycle: 'command_post', subject_id: 'K9' }))).toBe(true)
  expect(isAboutPosts(said({ type: 'StepTaken', lifecycle: 'instruction', subject_id: 'D9' }))).toBe(false)
})
