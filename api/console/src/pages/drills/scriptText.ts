// The text of a scenario as a person edits it: what a click on the map or a button writes into it.

export interface InjectDraft {
  atMin: number
  lon: number
  lat: number
  kind: string
  name: string
}

/** What a new scenario begins with: everything it must have, and one inject. */
export const TEMPLATE = `name: {zh: 新演练, en: A new drill}
area_id: drill-new
start: "2026-07-16T14:00:00+08:00"
duration_h: 2
drain_h: 2
place: {city: {name: xian, seed: 1}}
simulated: [crews, keepers]
script:
  injects:
    - at_min: 2
      name: {zh: 群众报告起火, en: A fire is reported}
      report: {kind: fire, lon: 108.948, lat: 34.263, priority: 1}
      expect:
        - {action: incident_handling.start_verify, within_min: 5, points: 10}
        - {action: InstructionGiven, within_min: 10, points: 20}
  objectives:
    - {name: {zh: 全部办结, en: All closed}, measure: open_at_end, at_most: 0, points: 20}
`

const quoted = (text: string): string => JSON.stringify(text)
const round = (degrees: number): number => Number(degrees.toFixed(5))

function lines(inject: InjectDraft): string[] {
  const { atMin, lon, lat, kind, name } = inject
  return [
    `    - at_min: ${atMin}`,
    `      name: {zh: ${quoted(name)}, en: ${quoted(name)}}`,
    `      report: {kind: ${kind}, lon: ${round(lon)}, lat: ${round(lat)}}`,
    '      expect: [{action: InstructionGiven, within_min: 10, points: 10}]',
  ]
}

const indent = (line: string): number => line.length - line.trimStart().length
const says = (line: string): boolean => line.trim() !== '' && !line.trimStart().startsWith('#')

/** The text with one more inject behind those it has; comments and all else stay as they are. */
export function withInject(text: string, inject: InjectDraft): string {
  const all = text.replace(/\n*$/, '').split('\n')
  const script = all.findIndex((line) => /^script:\s*(#.*)?$/.test(line))
  if (script < 0) return [...all, 'script:', '  injects:', ...lines(inject), ''].join('\n')
  const end = after(all, script, 0)
  const injects = all.findIndex((line, at) => at > script && at < end && /^ {2}injects:/.test(line))
  if (injects < 0) all.splice(script + 1, 0, '  injects:', ...lines(inject))
  else {
    all[injects] = '  injects:'
    all.splice(lastOf(all, injects, 2) + 1, 0, ...lines(inject))
  }
  return `${all.join('\n')}\n`
}

/** Where what belongs to a line ends: the next line that is no deeper than it. */
function after(all: readonly string[], at: number, depth: number): number {
  const found = all.findIndex((line, place) => place > at && says(line) && indent(line) <= depth)
  return found < 0 ? all.length : found
}

function lastOf(all: readonly string[], at: number, depth: number): number {
  let last = after(all, at, depth) - 1
  while (last > at && !says(all[last] ?? '')) last -= 1
  return last
}

/** Where a line begins and ends in a text, to be selected; lines count from 1. */
export function rangeOf(text: string, line: number): [number, number] {
  const all = text.split('\n')
  const start = all.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return [start, start + (all[line - 1]?.length ?? 0)]
}
