import { expect, it } from 'vitest'
import { matterOf, namedIn, sorted, stepOf } from './steps'

it('tells each need as the value it wants', () => {
  const step = stepOf('dismiss', { reason: ' 误报 ', evidence: '到场照片\n\n物业电话 ', response_level: '3' })
  expect(step).toMatchObject({ action: 'dismiss', reason: '误报', evidence: ['到场照片', '物业电话'], response_level: 3 })
})

it('knows what somebody must vouch for', () => {
  expect(matterOf("nobody has vouched for it yet: the receipt (matter 'transfer_receipt')")).toBe('transfer_receipt')
  expect(matterOf('a mayday stands')).toBeNull()
  expect(matterOf(null)).toBeNull()
})

it('says nothing of what was left empty, and how it was given', () => {
  const step = stepOf('approve_response', { channel: 'phone', reason: ' ', grade: '' })
  expect(step).toMatchObject({ channel: 'phone', reason: '' })
  expect(step.grade).toBeUndefined()
})

it('holds an action that is open by one row for open', () => {
  const row = (action: string, blocked_by: string | null) =>
    ({ action, row: `${action}${blocked_by ?? ''}`, zh: '', en: '', needs: [], blocked_by, rule: null })
  const all = sorted([row('approve', null), row('approve', 'by word of mouth'), row('reject', 'not yet')])
  expect(all.open.map((one) => one.action)).toEqual(['approve'])
  expect(all.blocked.map((one) => one.action)).toEqual(['reject'])
})

it('finds what a sentence names', () => {
  expect(namedIn('instruction D12 is open, D12 and E1-2')).toEqual(['D12', 'E1-2'])
  expect(namedIn(null)).toEqual([])
})
