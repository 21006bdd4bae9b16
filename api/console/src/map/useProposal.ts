import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client, told } from '@/api/client'
import type { Position, Recommendation } from '@/api/types'

export interface Way {
  id: string
  from: Position
  /** Along the roads once it is known; straight until then. */
  line: [number, number][]
}

const WAYS_SHOWN = 12 // more would hide the map

/** The ways proposed teams and depots would take, drawn on the map beside what the panel says. */
export const useProposal = defineStore('proposal', () => {
  const ways = shallowRef<readonly Way[]>([])
  let current = ''

  async function show(proposal: Recommendation, to: Position): Promise<void> {
    if (current === proposal.recommendation_id) return
    current = proposal.recommendation_id
    const origins = proposal.teams.slice(0, WAYS_SHOWN).map((one) => ({ id: one.team_id, from: one.origin }))
    ways.value = origins.map(({ id, from }) => ({ id, from, line: [pair(from), pair(to)] }))
    for (const { id, from } of origins) {
      const line = await along(from, to).catch(() => null)
      if (current !== proposal.recommendation_id) return
      if (line) ways.value = ways.value.map((one) => (one.id === id ? { ...one, line } : one))
    }
  }

  function hide(): void {
    current = ''
    ways.value = []
  }

  return { ways, show, hide }
})

const pair = (at: Position): [number, number] => [at.lon, at.lat]
const text = (at: Position): string => `${at.lon},${at.lat}`

async function along(from: Position, to: Position): Promise<[number, number][] | null> {
  const query = { from: text(from), to: text(to) }
  const found = await told(client.GET('/api/v1/roads/path', { params: { query } }))
  const line = (found.geometry as { coordinates?: [number, number][] } | null)?.coordinates
  return line && line.length > 1 ? [pair(from), ...line, pair(to)] : null
}
