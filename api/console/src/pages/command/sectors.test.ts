import { expect, it } from 'vitest'
import type { Instruction, Sector } from '@/api/types'
import { bySector } from './sectors'

it('names each team at work that is in no sector once', () => {
  const sector = { name: '北区', supervisor: '李四', team_ids: ['N1'], group: '', radio: '', task: '' } satisfies Sector
  const order = (team_id: string, is_open = true) => ({ team_id, is_open }) as Instruction
  const divided = bySector([sector], [order('N1'), order('N2'), order('N2'), order('N3', false)])
  expect(divided.elsewhere).toEqual(['N2'])
  expect(divided.sectors).toEqual([sector])
})
