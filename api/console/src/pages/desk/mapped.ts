import type { Depot, Responder, Sensor, Shelter, Team } from '@/api/types'
import type { Feed } from '@/live/feed'
import type { Site } from '@/map/layers/sites'
import type { TeamShown } from '@/map/layers/teams'

interface Words {
  inSet: (lifecycle: string, set: string, code: string) => boolean
}

/** Every team where it was last seen, at its station when it never was. */
export function teamsShown(feed: Pick<Feed, 'fixes' | 'teamStates'>, teams: ReadonlyMap<string, Team>, words: Words): TeamShown[] {
  const shown: TeamShown[] = []
  for (const id of new Set([...teams.keys(), ...feed.teamStates.keys()])) {
    const team = teams.get(id)
    const at = feed.fixes.get(id)?.position ?? team?.position ?? team?.station
    if (!at) continue
    const state = feed.teamStates.get(id) ?? team?.state ?? ''
    shown.push({
      id,
      name: team?.name ?? id,
      at,
      state,
      busy: words.inSet('team_availability', 'BUSY', state) || state === 'RETURNING',
      free: words.inSet('team_availability', 'FREE', state),
    })
  }
  return shown
}

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
