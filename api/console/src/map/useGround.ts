import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client } from '@/api/client'
import { everything } from '@/api/everything'
import { together } from '@/api/together'
import type { Depot, Shelter, Team } from '@/api/types'
import { useWords } from '@/words/useWords'

/** What stands still, or mostly: teams with their stations, depots, shelters. Each loaded when wanted. */
export const useGround = defineStore('ground', () => {
  const teams = shallowRef<ReadonlyMap<string, Team>>(new Map())
  const depots = shallowRef<ReadonlyMap<string, Depot>>(new Map())
  const shelters = shallowRef<ReadonlyMap<string, Shelter>>(new Map())
  const words = useWords()

  const loadTeams = together(async () => {
    const found = await everything((query) => client.GET('/api/v1/teams', { params: { query } }))
    for (const one of found) words.learn('team', one.team_id, one.name)
    teams.value = new Map(found.map((one) => [one.team_id, one]))
  })
  const loadDepots = together(async () => {
    const found = await everything((query) => client.GET('/api/v1/depots', { params: { query } }))
    for (const one of found) words.learn('depot', one.depot_id, one.name)
    depots.value = new Map(found.map((one) => [one.depot_id, one]))
  })
  async function loadShelters(): Promise<void> {
    const found = await everything((query) => client.GET('/api/v1/shelters', { params: { query } }))
    for (const one of found) words.learn('shelter', one.shelter_id, one.name)
    shelters.value = new Map(found.map((one) => [one.shelter_id, one]))
  }

  return { teams, depots, shelters, loadTeams, loadDepots, loadShelters }
})
