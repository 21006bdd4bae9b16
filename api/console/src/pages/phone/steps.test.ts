import { expect, it } from 'vitest'
import type { Lifecycle } from '@/api/types'
import type { Waiting } from './queue'
import { leadsOn, offered, stateAhead } from './steps'

const row = (action: string, moves: Record<string, string>, roles = ['TEAM']) => ({
  id: action, action, zh: action, en: action, moves, roles, needs: action === 'decline' ? ['reason'] : [],
})
const TABLE = {
  lifecycle: 'instruction',
  rows: [
    row('sign', { ISSUED: 'SIGNED' }),
    row('decline', { ISSUED: 'DECLINED', SIGNED: 'DECLINED' }),
    row('set_out', { SIGNED: 'EN_ROUTE' }),
    row('arrive', { EN_ROUTE: 'ON_SCENE' }),
    row('cancel', { SIGNED: 'CANCELLED' }, ['DUTY']),
  ],
} as unknown as Lifecycle
const did = (action: string) => ({ deed: { kind: 'step', action } }) as Waiting

it('offers what the table gives the role, and what each needs', () => {
  expect(offered(TABLE, 'SIGNED', 'TEAM').map((one) => one.action)).toEqual(['decline', 'set_out'])
  expect(offered(TABLE, 'ISSUED', 'TEAM').find((one) => one.action === 'decline')?.needs).toEqual(['reason'])
})

it('knows without a signal where an order stands once what waits is taken', () => {
  expect(stateAhead(TABLE, 'ISSUED', [did('sign'), did('set_out')])).toBe('EN_ROUTE')
  expect(stateAhead(TABLE, 'ISSUED', [did('arrive')])).toBe('ISSUED')
})

it('knows so of a call to confirm a warning, too', () => {
  const table = { lifecycle: 'warning_call', rows: [row('answer', { CALLED: 'ANSWERED' }, ['GRID'])] } as unknown as Lifecycle
  const answered = { deed: { kind: 'call', action: 'answer', place: '610116001801' } } as Waiting
  expect(stateAhead(table, 'CALLED', [answered])).toBe('ANSWERED')
})

it('puts the step that leads on first', () => {
  expect(leadsOn(offered(TABLE, 'ISSUED', 'TEAM'))?.action).toBe('sign')
  expect(leadsOn(offered(TABLE, 'SIGNED', 'TEAM'))?.action).toBe('set_out')
  expect(leadsOn(offered(TABLE, 'ON_SCENE', 'TEAM'))).toBeUndefined()
})
