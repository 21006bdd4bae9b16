import { expect, it } from 'vitest'
import type { Candidate } from '@/api/types'
import { ableToGo } from './useCandidates'

const could = (team_id: string, travel_s: number | null, reason: Candidate['reason'] = null): Candidate => ({ team_id, travel_s, reason })

it('offers who is able, free of this proposal and has a way, the soonest first', () => {
  const all = [could('far', 900), could('near', 60), could('taken', 30), could('tired', 10, 'off_duty'), could('cut', null)]
  expect(ableToGo(all, new Set(['taken'])).map((one) => one.team_id)).toEqual(['near', 'far'])
})
