import { client, ordered, told } from '@/api/client'
import type { PlaceCall, RecordedEvent, StepIn } from '@/api/types'
import { useFresh } from '@/live/useFresh'
import { useFreshList } from '@/live/useFreshList'
import { isAbout } from '@/live/useStirred'

// Calls settled or passed on name many places and not always their warning.
const stirs = (said: RecordedEvent): boolean =>
  isAbout(said, ['Call', 'PlaceCalled', 'Warning', 'MeasureTicked'], 'warning_call') || isAbout(said, [], 'warning')

/** The calls of a warning that owe an answer 未应, or those that have one, as they are now, page by page. */
export const useCalls = (warning_id: () => string, owed: () => boolean) =>
  useFreshList(
    (page) => client.GET('/api/v1/warnings/calls', {
      params: { query: { warning_id: warning_id(), owed: owed(), ...page } },
    }),
    stirs,
    () => `${warning_id()} ${owed()}`,
  )

/** One call with what may be done about it now; none while no place is given. */
export const useCall = (warning_id: () => string, place_code: () => string) =>
  useFresh(
    async () => {
      if (!place_code()) return null
      const path = { warning_id: warning_id(), place_code: place_code() }
      return told(client.GET('/api/v1/warnings/{warning_id}/calls/{place_code}', { params: { path } }))
    },
    stirs,
    place_code,
  )

export const takeCallStep = ({ warning_id, place_code }: PlaceCall, body: StepIn) =>
  ordered((header) =>
    client.POST('/api/v1/warnings/{warning_id}/calls/{place_code}/actions', {
      params: { path: { warning_id, place_code }, header }, body,
    }),
  )

/** A warning with what may be done about it now. */
export const useWarning = (warning_id: () => string) =>
  useFresh(
    () => told(client.GET('/api/v1/warnings/{warning_id}', { params: { path: { warning_id: warning_id() } } })),
    stirs,
    warning_id,
  )

export const takeWarningStep = (warning_id: string, body: StepIn) =>
  ordered((header) =>
    client.POST('/api/v1/warnings/{warning_id}/actions', { params: { path: { warning_id }, header }, body }),
  )

/** Say that a place has taken a measure of a warning's list, or has not after all. */
export const tickMeasure = (warning_id: string, measure: string, place_code: string, taken: boolean, note: string) =>
  ordered((header) =>
    client.PUT('/api/v1/warnings/{warning_id}/measures/{measure}', {
      params: { path: { warning_id, measure }, header }, body: { place_code, taken, note },
    }),
  )
