import type { Position } from '@/api/types'
import { useGround } from '@/map/useGround'
import { useMapView } from '@/map/useMapView'
import { type Action, useSearch } from '@/shell/actions'
import { useWords } from '@/words/useWords'

const FOUND = 6 // of each sort

/** Places, teams, depots and shelters by name or code, from the command bar: the map looks there. */
export function useGroundSearch(): void {
  const words = useWords()
  const ground = useGround()
  const view = useMapView()

  function found<T>(all: Iterable<T>, typed: string, told: (one: T) => { id: string; name: string; at: Position | null }): Action[] {
    const actions: Action[] = []
    for (const one of all) {
      const { id, name, at } = told(one)
      if (!at || !`${name} ${id}`.toLowerCase().includes(typed)) continue
      actions.push({ id: `at-${id}`, title: `${name} ${id}`, run: () => view.lookAt(at) })
      if (actions.length >= FOUND) break
    }
    return actions
  }

  useSearch((typed) => {
    const small = typed.toLowerCase()
    return [
      ...found(words.places.values(), small, (one) => ({ id: one.code, name: words.place(one.code, 3), at: one.position })),
      ...found(ground.teams.values(), small, (one) => ({ id: one.team_id, name: one.name, at: one.position ?? one.station })),
      ...found(ground.depots.values(), small, (one) => ({ id: one.depot_id, name: one.name, at: one.position })),
      ...found(ground.shelters.values(), small, (one) => ({ id: one.shelter_id, name: one.name, at: one.position })),
    ]
  })
}
