import { expect, it } from 'vitest'
import { matterOf, stepOf } from './steps'

it('tells each need as the value it wants', () => {
  const step = stepOf('dismiss', { reason: ' 误报 ', evidence: '到场照片\n\n物业电话 ', response_level: '3' })
  expect(step).toMatchObject({ action: 'dismiss', reason: '误报', evidence: ['到场照片', '物业电话'], response_level: 3 })
})

it('knows what somebody must vouch for', () => {
  expect(matterOf("nobody has vouched for it yet: the receipt (matter 'transfer_receipt')")).toBe('transfer_receipt')
  expect(matterOf('a mayday stands')).toBeNull()
  expect(matterOf(null)).toBeNull()
})
