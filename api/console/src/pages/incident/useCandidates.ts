import { shallowRef } from 'vue'
import { client, told } from '@/api/client'
import type { Candidate, IncidentDetail, Recommendation } from '@/api/types'

const SHOWN = 40

/** Who could go and is not going already, the soonest first. */
export function ableToGo(all: readonly Candidate[], taken: ReadonlySet<string>): Candidate[] {
  return all
    .filter((one) => one.reason === null && one.travel_s !== null && !taken.has(one.team_id))
    .sort((a, b) => (a.travel_s ?? 0) - (b.travel_s ?? 0))
    .slice(0, SHOWN)
}

/** Who else could be sent for one place of a proposal; asked for once a proposal. */
export function useCandidates(of: {
  incident: IncidentDetail
  recommendation: Recommendation
  choice: Recommendation['teams'][number]
}) {
  const candidates = shallowRef<readonly Candidate[] | null>(null)

  let asked = ''

  async function load(): Promise<void> {
    if (asked === of.recommendation.recommendation_id) return
    const params = { path: { incident_id: of.incident.incident_id }, query: { capability: of.choice.capability } }
    const { items } = await told(client.GET('/api/v1/incidents/{incident_id}/candidates', { params }))
    asked = of.recommendation.recommendation_id
    candidates.value = ableToGo(items, new Set(of.recommendation.teams.map((one) => one.team_id)))
  }
  return { candidates, load }
}
