import type { IncidentSummary, Position, ReportIn } from '@/api/types'
import { metres } from '@/map/distance'

export interface Call {
  kind: string
  source: string
  place: string
  at: Position | null
  text: string
}

/** The report of a call, under an id of its own: sent again it is the same report. */
export function reportOf(call: Call, reportId: string, priority: number | null): ReportIn | null {
  if (!call.kind || !call.at) return null
  return {
    report_id: reportId,
    kind: call.kind,
    source: call.source,
    position: { ...call.at, crs: 'WGS-84' },
    ...(call.place ? { place_code: call.place } : {}),
    text: call.text.trim(),
    evidence: [],
    external_no: '',
    sensitive: false,
    ...(priority === null ? {} : { priority }),
  }
}

export interface Near<T> {
  one: T
  metres: number
}

const NEAR_M = 1500
const NEAR_SHOWN = 4

/** Open incidents close to a call, of its kind first: perhaps it is one of them. */
export function nearby<T extends Pick<IncidentSummary, 'position' | 'kind'>>(
  incidents: Iterable<T>,
  at: Position | null,
  kind: string,
): Near<T>[] {
  if (!at) return []
  return [...incidents]
    .map((one) => ({ one, metres: Math.round(metres(one.position, at)) }))
    .filter((near) => near.metres <= NEAR_M)
    .sort((a, b) => Number(b.one.kind === kind) - Number(a.one.kind === kind) || a.metres - b.metres)
    .slice(0, NEAR_SHOWN)
}
