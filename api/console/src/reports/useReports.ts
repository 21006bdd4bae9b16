import { client, ordered, told } from '@/api/client'
import type { InformationReport, RecordedEvent, Sheet, SheetKind, StepIn } from '@/api/types'
import { subjectsOf } from '@/live/feed'
import { useFresh } from '@/live/useFresh'

export const BOXES = ['due', 'inbox', 'outbox'] as const
export type Box = (typeof BOXES)[number]

const NONE = new Map()

/** Whether an event is about information reports, or about one of them. */
export function isAboutReports(said: RecordedEvent, chain = ''): boolean {
  const { event } = said
  if (chain) return subjectsOf(said, NONE).has(chain)
  return (
    /^(InformationReport|Sheet|FollowupDue|Report(Phoned|Noted|Alarmed))/.test(event.type) ||
    (event.type === 'StepTaken' && event.lifecycle === 'information_report')
  )
}

/** A box of one's own place, or the reports of an incident; kept as they are now. */
export function useReports(meant: () => { box?: Box; incident?: string }) {
  return useFresh(
    () => {
      const { box, incident } = meant()
      const query = { limit: 100, ...(box ? { box } : {}), ...(incident ? { incident_id: incident } : {}) }
      return told(client.GET('/api/v1/information-reports', { params: { query } }))
    },
    (said) => isAboutReports(said),
    () => JSON.stringify(meant()),
  )
}

export function useReport(chain: () => string) {
  return useFresh(
    () => told(client.GET('/api/v1/information-reports/{chain_id}', { params: { path: { chain_id: chain() } } })),
    (said) => isAboutReports(said, chain()),
    chain,
  )
}

export const take = (chain_id: string, body: StepIn) =>
  ordered((header) =>
    client.POST('/api/v1/information-reports/{chain_id}/actions', { params: { path: { chain_id }, header }, body }),
  )

/** Write the next sheet, or change the one that is not sent: what is left alone follows the log. */
export const write = (chain_id: string, kind: SheetKind, texts: Record<string, string>, contact: string) =>
  ordered((header) =>
    client.PUT('/api/v1/information-reports/{chain_id}/draft', {
      params: { path: { chain_id }, header },
      body: { kind, texts, contact },
    }),
  )

/** Where a sheet can be fetched on paper. */
export function paperOf(chain: string, number: number, kind: 'pdf' | 'docx', area: string | null): string {
  const query = new URLSearchParams({ number: String(number), ...(area ? { area } : {}) })
  return `/api/v1/information-reports/${encodeURIComponent(chain)}/sheet.${kind}?${query}`
}

/** The texts to send: what the drafter wrote before and what was changed now; an empty one is the log's again. */
export function textsToSend(
  before: Readonly<Record<string, string>>,
  typed: Readonly<Record<string, string>>,
  edited: readonly string[],
): Record<string, string> {
  const own = Object.entries(typed).filter(([key, text]) => edited.includes(key) || text !== (before[key] ?? ''))
  return Object.fromEntries(own)
}

/** What stands in the fields when a newer sheet comes in: what a person has changed stays as it was typed. */
export function keptTyping(
  shown: Readonly<Record<string, string>>,
  typed: Readonly<Record<string, string>>,
  newer: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = Object.entries(typed).filter(([key, text]) => text !== (shown[key] ?? ''))
  return { ...newer, ...Object.fromEntries(own) }
}

/** The sheet that is not sent yet, if there is one: always the last. */
export function draftOf(report: InformationReport): Sheet | null {
  const last = report.sheets.at(-1)
  return last && ['DRAFT', 'SUBMITTED', 'SIGNED'].includes(last.state) ? last : null
}
