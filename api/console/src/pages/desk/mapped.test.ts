import { expect, it } from 'vitest'
import type { Fix, Team } from '@/api/types'
import { teamsKnown, teamsSeen } from './mapped'

const words = { inSet: (_: string, set: string, code: string) => (set === 'BUSY' ? code === 'ON_SCENE' : code === 'FREE') }
const team = (team_id: string, state: string) =>
  ({ team_id, name: `${team_id} 队`, state, station: { lon: 108.9, lat: 34.2 }, position: null }) as unknown as Team
const known = (states: Record<string, string>, ...teams: Team[]) =>
  teamsKnown(new Map(Object.entries(states)), new Map(teams.map((one) => [one.team_id, one])), words)

it('goes by what the feed said of a team before what the list said', () => {
  const [one, other] = known({ N1: 'ON_SCENE' }, team('N1', 'FREE'), team('N2', 'FREE'))
  expect(one).toMatchObject({ id: 'N1', busy: true, free: false })
  expect(other).toMatchObject({ id: 'N2', busy: false, free: true })
})

it('counts those that drive home among those at work', () => {
  expect(known({ N1: 'RETURNING' }, team('N1', 'FREE'))[0]?.busy).toBe(true)
})

it('shows a team where it was last seen, at its station when it never was, and nowhere when neither is known', () => {
  const at = { lon: 109, lat: 34.3 }
  const teams = known({ N9: 'ON_SCENE' }, team('N1', 'FREE'), team('N2', 'FREE'))
  const seen = teamsSeen(teams, new Map([['N1', { team_id: 'N1', position: at } as Fix]]))
  expect(seen.map((one) => [one.id, one.at])).toEqual([['N1', at], ['N2', { lon: 108.9, lat: 34.2 }]])
})
