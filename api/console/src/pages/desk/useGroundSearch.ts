import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, told } from '@/api/client'
import type { Position } from '@/api/types'
import { useGround } from '@/map/useGround'
import { type Card, useMapView } from '@/map/useMapView'
import { useOverlays } from '@/map/useOverlays'
import { type Action, useSearch } from '@/shell/actions'
import { useWords } from '@/words/useWords'

const FOUND = 5 // of each sort
const ROADS_AFTER_MS = 200

interface Told {
  id: string
  name: string
  at: Position | null | undefined
  card?: Card
}

/** Everything that has a name or a code, from the command bar: the map looks there, and says what it is. */
export function useGroundSearch(): void {
  const words = useWords()
  const ground = useGround()
  const over = useOverlays()
  const view = useMapView()
  const { t } = useI18n()
  const asked = ref('')
  const roads = shallowRef<{ of: string; found: readonly { name: string; at: Position }[] }>({ of: '', found: [] })

  // Streets are too many to hold: the server finds them.
  watchDebounced(asked, async (typed) => {
    const query = { q: typed, limit: FOUND }
    const { items, positions } = await told(client.GET('/api/v1/roads/names', { params: { query } })).catch(() => ({ items: [], positions: [] }))
    roads.value = {
      of: typed,
      found: items.flatMap((name, at) => {
        const position = positions[at]
        return position ? [{ name, at: position }] : []
      }),
    }
  }, { debounce: ROADS_AFTER_MS })

  function found<T>(sort: string, all: Iterable<T>, typed: string, told: (one: T) => Told): Action[] {
    const actions: Action[] = []
    for (const one of all) {
      const { id, name, at, card } = told(one)
      if (!at || !`${name} ${id}`.toLowerCase().includes(typed)) continue
      const run = (): void => {
        view.lookAt(at)
        if (card) view.card = card
      }
      actions.push({ id: `at-${sort}-${id}`, title: `${t(`sort.${sort}`)} ${name} ${name === id ? '' : id}`.trim(), run })
      if (actions.length >= FOUND) break
    }
    return actions
  }

  useSearch((typed) => {
    const small = typed.toLowerCase()
    asked.value = small
    return [
      ...found('place', words.places.values(), small, (one) => ({ id: one.code, name: words.place(one.code, 3), at: one.position })),
      ...found('team', ground.teams.values(), small, (one) => (
        { id: one.team_id, name: one.name, at: one.position ?? one.station, card: { what: 'team', id: one.team_id } })),
      ...found('depot', ground.depots.values(), small, (one) => (
        { id: one.depot_id, name: one.name, at: one.position, card: { what: 'depot', id: one.depot_id } })),
      ...found('shelter', ground.shelters.values(), small, (one) => (
        { id: one.shelter_id, name: one.name, at: one.position, card: { what: 'shelter', id: one.shelter_id } })),
      ...found('warning', over.warnings.values(), small, (one) => ({
        id: one.warning_id, name: `${words.word('warning_kinds', one.notice.kind)} ${one.notice.headline}`.trim(),
        at: one.notice.polygons[0]?.[0]?.[0] ?? words.places.get(one.notice.place_codes[0] ?? '')?.position,
        card: { what: 'warning', id: one.warning_id },
      })),
      ...found('sensor', over.sensors.values(), small, (one) => (
        { id: one.sensor_id, name: one.name, at: one.position, card: { what: 'sensor', id: one.sensor_id } })),
      ...found('measure', over.measures.values(), small, (one) => {
        const line = over.lines.get(one.measure_id)?.[0]?.geometry.coordinates[0]
        return { id: one.measure_id, name: one.reason, at: line && { lon: line[0] ?? 0, lat: line[1] ?? 0 }, card: { what: 'measure', id: one.measure_id } }
      }),
      ...found('road', roads.value.of === small ? roads.value.found : [], small, (one) => ({ id: one.name, name: one.name, at: one.at })),
    ]
  })
}
