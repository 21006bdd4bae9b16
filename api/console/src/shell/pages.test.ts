import { expect, it } from 'vitest'
import type { Lifecycle, Me } from '@/api/types'
import { pagesOf } from './pages'

const me = (role: string, jurisdiction: string, team_id: string | null = null): Me =>
  ({ name: role, role, jurisdiction, team_id, active: true, must_change_password: false, session_expires_at: '' })
const answer = { action: 'answer', roles: ['GRID', 'LG', 'DUTY'] } as Lifecycle['rows'][number]
const WORDS = {
  tables: new Map([['warning_call', { rows: [answer] }]]),
  places: new Map([['V', { admin_level: 'VILLAGE' }], ['T', { admin_level: 'TOWN' }], ['C', { admin_level: 'CITY' }]] as const),
}
const onPhone = (one: Me): boolean => pagesOf(one, WORDS).includes('phone')

it('has the phone for who leads a team, who answers calls for help, and who confirms warnings for a village or town', () => {
  expect([me('TEAM', 'C', 'N1'), me('FR', 'V'), me('GRID', 'V'), me('LG', 'T')].map(onPhone)).toEqual([true, true, true, true])
})

it('has no phone for the duty room of a city, nor for who confirms nothing', () => {
  expect([me('DUTY', 'C'), me('CITIZEN', 'V'), me('KEEPER', 'T')].map(onPhone)).toEqual([false, false, false])
})

it('has drills for their director alone', () => {
  expect(pagesOf(me('DIRECTOR', 'C'), WORDS)).toContain('drills')
  expect(pagesOf(me('DUTY', 'C'), WORDS)).not.toContain('drills')
})
