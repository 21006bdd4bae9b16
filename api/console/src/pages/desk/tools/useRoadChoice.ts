import type { Feature } from 'geojson'
import { computed, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { RoadEdge } from '@/api/types'
import { useMapTool } from '@/map/useMapTool'

export type By = 'touch' | 'area' | 'name'
export type Selection =
  | { by: 'arcs'; arcs: number[]; both_ways: boolean; network: string | null }
  | { by: 'polygon'; rings: [number, number][][]; crs: 'WGS-84' }
  | { by: 'name'; name: string }

/** Roads that were touched, each once: one touched again is let go. */
export function toggled(chosen: readonly RoadEdge[], edge: RoadEdge): RoadEdge[] {
  const isThis = (one: RoadEdge) => one.arc === edge.arc || one.arc === edge.way_back
  return chosen.some(isThis) ? chosen.filter((one) => !isThis(one)) : [...chosen, edge]
}

/** What roads are meant, or null while none are. */
export function selectionOf(
  by: By,
  given: { chosen: readonly RoadEdge[]; bothWays: boolean; network: string; ring: [number, number][]; name: string },
): Selection | null {
  if (by === 'touch')
    return given.chosen.length
      ? { by: 'arcs', arcs: given.chosen.map((one) => one.arc), both_ways: given.bothWays, network: given.network }
      : null
  if (by === 'area') return given.ring.length ? { by: 'polygon', rings: [given.ring], crs: 'WGS-84' } : null
  return given.name ? { by: 'name', name: given.name } : null
}

const FAR_M = 120 // a touch that hits no road

/** Which roads a person means: touched one by one on the map, within an area, or by their name. */
export function useRoadChoice() {
  const hand = useMapTool()
  const by = ref<By>('touch')
  const chosen = shallowRef<readonly RoadEdge[]>([])
  const bothWays = ref(true)
  const name = ref('')
  const missed = ref(false)
  let network = ''

  watch(by, (now) => {
    chosen.value = []
    name.value = ''
    hand.begin(now === 'name' ? null : now)
  })
  watch(() => hand.touched, async (at) => {
    if (!at) return
    const query = { at: `${at.lon},${at.lat}`, limit: 1 }
    const found = await told(client.GET('/api/v1/roads/edges', { params: { query } })).catch(() => null)
    const edge = found?.items.find((one) => one.distance_m <= FAR_M)
    missed.value = !edge
    if (!found || !edge) return
    network = found.network
    chosen.value = toggled(chosen.value, edge)
  })
  watch(name, (now) => (hand.roadName = now))
  watch([chosen, bothWays], () => {
    hand.roads = chosen.value.map((one): Feature => ({
      type: 'Feature', geometry: one.geometry, properties: { oneWay: !bothWays.value },
    }))
  })
  const selection = computed(() =>
    selectionOf(by.value, { chosen: chosen.value, bothWays: bothWays.value, network, ring: hand.ring, name: name.value }),
  )
  function turn(): void {
    // The other direction of each that has one.
    chosen.value = chosen.value.map((one) =>
      one.way_back === null ? one : {
        ...one, arc: one.way_back, way_back: one.arc,
        geometry: { ...one.geometry, coordinates: [...one.geometry.coordinates].reverse() },
      },
    )
  }
  const leave = (edge: RoadEdge): void => void (chosen.value = toggled(chosen.value, edge))
  return { by, chosen, bothWays, name, missed, selection, turn, leave }
}
