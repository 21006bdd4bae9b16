import { client, told } from '@/api/client'
import type { components } from '@/api/schema'
import type { RecordedEvent } from '@/api/types'
import { subjectsOf } from '@/live/feed'
import { useFresh } from '@/live/useFresh'

type Schemas = components['schemas']
/** Those of a role at a place whom a plan told; `due` is when they are to have acknowledged. */
export type PlanCall = Pick<Schemas['PlanCall'], 'call_id' | 'incident_id' | 'plan_id' | 'place_code' | 'role'> & {
  timer: string
  due: string
  late: boolean
  knows: string
}
export type Step = Schemas['ChecklistStep']

const NONE = new Map()

/** Whether an event is about the plans that are active for an incident: their clocks too. */
export function isAboutPlans(said: RecordedEvent, incident: string): boolean {
  const { event } = said
  if (event.type === 'DeadlinePassed') return event.deadline.subject_id.startsWith(`${incident}/`)
  return /^(PlanActivated|StepTicked|PlanAcknowledged)$/.test(event.type) && subjectsOf(said, NONE).has(incident)
}

// What is as it usually is stands in no call.
function called({ answer_by: by, acknowledged_at: at, overdue = [], timer = '', ...one }: Schemas['PlanCall']): PlanCall {
  return { ...one, timer, due: by ?? '', late: overdue.length > 0, knows: at ?? '' }
}

/** The plans active for an incident, whom they told, and their steps; kept as they are now. */
export function usePlans(incident: () => string) {
  async function ask() {
    const params = { path: { incident_id: incident() } }
    const [plans, list] = await Promise.all([
      told(client.GET('/api/v1/incidents/{incident_id}/plans', { params })),
      told(client.GET('/api/v1/incidents/{incident_id}/checklist', { params })),
    ])
    return { ...plans, told: plans.told.map(called), steps: list.items }
  }
  return useFresh(ask, (said) => isAboutPlans(said, incident()), incident)
}
