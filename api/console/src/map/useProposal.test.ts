import { expect, it } from 'vitest'
import type { Recommendation } from '@/api/types'
import { waysOf } from './useProposal'

const AT = { lon: 108.9, lat: 34.3 }
const proposal = {
  teams: [{ team_id: 'T1', origin: AT, travel_s: 300 }],
  depots: [
    { depot_id: 'D1', lead_s: 60, travel_s: 600 },
    { depot_id: 'D1', lead_s: 60, travel_s: 600 },
    { depot_id: 'gone', lead_s: 0, travel_s: 1 },
  ],
  shelters: [{ shelter_id: 'S1', travel_s: 900 }],
} as unknown as Recommendation

it('draws a way for each team, depot and shelter, once, and none for what stands nowhere', () => {
  const sites = { depots: new Map([['D1', { position: AT }]]), shelters: new Map([['S1', { position: AT }]]) }
  const ways = waysOf(proposal, AT, sites)
  expect(ways.map((one) => [one.what, one.id, one.travel_s])).toEqual([
    ['team', 'T1', 300], ['depot', 'D1', 660], ['shelter', 'S1', 900],
  ])
})
