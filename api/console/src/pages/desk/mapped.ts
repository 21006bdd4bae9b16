import type { Depot, Position, Responder, Sensor, Shelter, Team } from '@/api/types'
import type { Feed } from '@/live/feed'
import type { Site } from '@/map/layers/sites'
import type { TeamShown } from '@/map/layers/teams'

interface Words {
  inSet: (lifecycle: string, set: string, code: string) => boolean
}

export interface TeamKnown {
  id: string
  name: string
  /** Where it is when it was never seen. */
  home: Position | undefined
  busy: boolean
  free: boolean
}

/** Every team as it stands: what does not change as it moves. */
export function teamsKnown(teamStates: Feed['teamStates'], teams: ReadonlyMap<string, Team>, words: Words): TeamKnown[] {
  const marks = new Map<string, Pick<TeamKnown, 'busy' | 'free'>>() // of each state once, not of each of thousands of teams
  const markOf = (state: string): Pick<TeamKnown, 'busy' | 'free'> => ({
    busy: words.inSet('team_availability', 'BUSY', state) || state === 'RETURNING',
    free: words.inSet('team_availability', 'FREE', state),
  })
  return [...new Set([...teams.keys(), ...teamStates.keys()])].map((id) => {
    const team = teams.get(id)
    const state = teamStates.get(id) ?? team?.state ?? ''
    const mark = marks.get(state) ?? markOf(state)
    marks.set(state, mark)
    return { id, name: team?.name ?? id, home: team?.position ?? team?.station, ...mark }
  })
}

/** Teams where they were last seen, at their stations when they never were; without those nobody knows of. */
export const teamsSeen = (teams: readonly TeamKnown[], fixes: Feed['fixes']): TeamShown[] =>
  teams.flatMap(({ id, name, free, home }) => {
    const at = fixes.get(id)?.position ?? home
    return at ? [{ id, name, free, at }] : []
  })

export const depotSites = (depots: ReadonlyMap<string, Depot>): Site[] =>
  [...depots.values()].map((one) => ({ id: one.depot_id, name: one.name, at: one.position, tone: 'ready' }))

export const shelterSites = (shelters: ReadonlyMap<string, Shelter>): Site[] =>
  [...shelters.values()].map((one) => ({
    id: one.shelter_id, name: one.name, at: one.position, tone: one.state === 'CLOSED' ? 'idle' : 'ready',
  }))

export const sensorSites = (sensors: ReadonlyMap<string, Sensor>): Site[] =>
  [...sensors.values()].map((one) => ({
    id: one.sensor_id, name: one.name, at: one.position, tone: Object.keys(one.alarms).length ? 'alarm' : one.latest ? 'ready' : 'idle',
  }))

export const responderSites = (responders: ReadonlyMap<string, Responder>): Site[] =>
  [...responders.values()].map((one) => ({
    id: one.responder_id, name: one.name, at: one.position ?? one.home, tone: one.called_to ? 'alarm' : 'ready',
  }))
