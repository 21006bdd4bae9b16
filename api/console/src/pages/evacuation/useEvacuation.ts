import { client, ordered, told } from '@/api/client'
import type { RecordedEvent, StepIn } from '@/api/types'
import { useFresh } from '@/live/useFresh'
import { isAbout } from '@/live/useStirred'

// Steps of a group, counts and assignments name their groups and not always their evacuation: whatever is about
// any evacuation or shelter has these asked for anew.
const stirs = (said: RecordedEvent): boolean =>
  isAbout(said, ['Evacu', 'Fetching', 'NobodyToFetch'], 'evacuation') || isAbout(said, ['Evacuees'], 'shelter')

/** One evacuation with its groups, kept as it is now. */
export const useEvacuation = (id: () => string) =>
  useFresh(
    () => told(client.GET('/api/v1/evacuations/{evacuation_id}', { params: { path: { evacuation_id: id() } } })),
    stirs,
    id,
  )

/** One group with what may be done about it now; none while no id is given. */
export const useGroup = (evacuation_id: () => string, group_id: () => string) =>
  useFresh(
    async () => {
      if (!group_id()) return null
      const path = { evacuation_id: evacuation_id(), group_id: group_id() }
      return told(client.GET('/api/v1/evacuations/{evacuation_id}/groups/{group_id}', { params: { path } }))
    },
    stirs,
    group_id,
  )

interface Group {
  evacuation_id: string
  group_id: string
}

export const takeGroupStep = ({ evacuation_id, group_id }: Group, body: StepIn) =>
  ordered((header) =>
    client.POST('/api/v1/evacuations/{evacuation_id}/groups/{group_id}/actions', {
      params: { path: { evacuation_id, group_id }, header }, body,
    }),
  )

/** State how many were told, have left, are with relatives; what is not named stays as it was. */
export const count = ({ evacuation_id, group_id }: Group, counts: Record<string, number>) =>
  ordered((header) =>
    client.POST('/api/v1/evacuations/{evacuation_id}/groups/{group_id}/counts', {
      params: { path: { evacuation_id, group_id }, header }, body: { ...counts, note: '' },
    }),
  )

/** Who goes where, as it is reckoned now; shelters that are closed are had opened. */
export const assignAsReckoned = (evacuation_id: string) =>
  ordered((header) =>
    client.POST('/api/v1/evacuations/{evacuation_id}/assignments', {
      params: { path: { evacuation_id }, header }, body: { also_closed: true },
    }),
  )

export const admit = (shelter_id: string, mode: string, group_id: string, people: number) =>
  ordered((header) =>
    client.POST('/api/v1/shelters/{shelter_id}/admissions', {
      params: { path: { shelter_id }, header }, body: { mode, people, vulnerable: 0, group_id },
    }),
  )

export const seeHome = (shelter_id: string, mode: string, group_id: string, people: number) =>
  ordered((header) =>
    client.POST('/api/v1/shelters/{shelter_id}/departures', {
      params: { path: { shelter_id }, header }, body: { mode, people, vulnerable: 0, reason: '', group_id, to: 'HOME' },
    }),
  )
