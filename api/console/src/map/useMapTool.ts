import { defineStore } from 'pinia'
import type { Feature } from 'geojson'
import { computed, ref, shallowRef } from 'vue'
import type { Position } from '@/api/types'

export type Tool = 'distance' | 'area' | 'close' | 'evacuate'
/** What the hand does on the map: draw a line or an area, or touch roads one by one. */
export type Hand = 'line' | 'area' | 'touch'

/** The tool in hand, and what was drawn with it; the map draws, the panel of the tool reads. */
export const useMapTool = defineStore('map-tool', () => {
  const tool = ref<Tool | null>(null)
  const hand = ref<Hand | null>(null)
  const points = shallowRef<readonly [number, number][]>([])
  const finished = ref(false)
  const touched = shallowRef<Position | null>(null)
  /** Roads that were chosen, to be lit. */
  const roads = shallowRef<readonly Feature[]>([])
  /** All roads of a name, to be lit. */
  const roadName = ref('')
  /** Grows when drawing begins anew. */
  const round = ref(0)
  const ring = computed<[number, number][]>(() => {
    const [first] = points.value
    return finished.value && first && points.value.length > 2 ? [...points.value, first] : []
  })

  function begin(hold: Hand | null): void {
    hand.value = hold
    points.value = []
    finished.value = false
    touched.value = null
    roads.value = []
    roadName.value = ''
    round.value++
  }
  function take(next: Tool): void {
    if (tool.value === next) return lay()
    tool.value = next
    begin(next === 'distance' ? 'line' : next === 'close' ? 'touch' : 'area')
  }
  function lay(): void {
    tool.value = null
    begin(null)
  }
  function touch(at: Position): void {
    if (hand.value === 'touch') touched.value = at
  }
  return { tool, hand, points, finished, touched, roads, roadName, round, ring, begin, take, lay, touch }
})
