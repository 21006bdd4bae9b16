import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client, told } from '@/api/client'
import type { Position, Recommendation } from '@/api/types'
import { pair } from './layers/features'
import { useGround } from './useGround'

export interface Way {
  id: string
  what: 'team' | 'depot' | 'shelter'
  /** Where it stands: the end of the way that is not the incident. */
  from: Position
  travel_s: number
  /** Along the roads once it is known; straight until then. */
  line: [number, number][]
}

/** Who could go instead of somebody: chosen in the panel, or by a click on the map. */
export interface Choosing {
  at: number
  travel_s: ReadonlyMap<string, number>
}

const WAYS_SHOWN = 12 // more would hide the map

/** The ways proposed teams, depots and shelters mean, drawn on the map beside what the panel says. */
export const useProposal = defineStore('proposal', () => {
  const ways = shallowRef<readonly Way[]>([])
  const choosing = shallowRef<Choosing | null>(null)
  const picked = shallowRef<{ at: number; team_id: string } | null>(null)
  const ground = useGround()
  let current = ''

  async function show(proposal: Recommendation, to: Position): Promise<void> {
    if (current === proposal.recommendation_id) return
    current = proposal.recommendation_id
    if (proposal.depots.length && !ground.depots.size) await ground.loadDepots().catch(() => undefined)
    if (proposal.shelters.length && !ground.shelters.size) await ground.loadShelters().catch(() => undefined)
    if (current !== proposal.recommendation_id) return
    const shown = waysOf(proposal, to, ground)
    ways.value = shown
    for (const { id, what, from } of shown) {
      const line = await (what === 'shelter' ? along(to, from) : along(from, to)).catch(() => null)
      if (current !== proposal.recommendation_id) return
      if (line) ways.value = ways.value.map((one) => (one.id === id ? { ...one, line } : one))
    }
  }

  function hide(): void {
    current = ''
    ways.value = []
    choosing.value = null
  }

  /** Take a team that was pointed at on the map, if one is being chosen and this one could go. */
  function pick(team_id: string): boolean {
    const now = choosing.value
    if (!now?.travel_s.has(team_id)) return false
    picked.value = { at: now.at, team_id }
    choosing.value = null
    return true
  }

  return { ways, choosing, picked, show, hide, pick }
})

interface Sites {
  depots: ReadonlyMap<string, { position: Position }>
  shelters: ReadonlyMap<string, { position: Position }>
}

/** Where everything proposed stands: teams first, each depot and shelter once, as many as a map bears. */
export function waysOf(proposal: Recommendation, to: Position, { depots, shelters }: Sites): Way[] {
  const found = new Map<string, Way>()
  const add = (what: Way['what'], id: string, from: Position | undefined, travel_s: number): void => {
    if (from && !found.has(id)) found.set(id, { id, what, from, travel_s, line: [pair(from), pair(to)] })
  }
  for (const one of proposal.teams) add('team', one.team_id, one.origin, one.travel_s)
  for (const one of proposal.depots) add('depot', one.depot_id, depots.get(one.depot_id)?.position, one.lead_s + one.travel_s)
  for (const one of proposal.shelters) add('shelter', one.shelter_id, shelters.get(one.shelter_id)?.position, one.travel_s)
  return [...found.values()].slice(0, WAYS_SHOWN)
}

const text = (at: Position): string => `${at.lon},${at.lat}`

async function along(from: Position, to: Position): Promise<[number, number][] | null> {
  const query = { from: text(from), to: text(to) }
  const found = await told(client.GET('/api/v1/roads/path', { params: { query } }))
  const line = (found.geometry as { coordinates?: [number, number][] } | null)?.coordinates
  return line && line.length > 1 ? [pair(from), ...line, pair(to)] : null
}
