import type { Map as MapLibre } from 'maplibre-gl'
import { onBeforeUnmount, type ShallowRef, watch } from 'vue'
import { addChosenRoads, lightNamed } from './layers/chosenRoads'
import { setData } from './layers/features'
import type { Drawing } from './drawing'
import { useMapTool } from './useMapTool'

/** Have the map draw what the tool in hand wants; what draws is loaded when it is first wanted. */
export function useDrawing(map: ShallowRef<MapLibre | null>): void {
  const tool = useMapTool()
  let drawing: Drawing | null = null

  const end = (): void => {
    drawing?.stop()
    drawing = null
  }
  watch([map, () => tool.round], async ([one, round]) => {
    end()
    const { hand } = tool
    if (!one || (hand !== 'line' && hand !== 'area')) return
    const { draw } = await import('./drawing')
    if (round !== tool.round || one !== map.value) return
    drawing = draw(one, hand, (points, finished) => {
      tool.points = points
      tool.finished = finished
    })
  })
  watch(map, (one) => one && addChosenRoads(one))
  watch([map, () => tool.roads], ([one, roads]) => one && setData(one, 'chosen-roads', [...roads]))
  watch([map, () => tool.roadName], ([one, name]) => one && lightNamed(one, name))
  watch([map, () => tool.hand], ([one, hand]) => {
    if (one) one.getCanvas().style.cursor = hand === 'touch' ? 'crosshair' : ''
  })
  onBeforeUnmount(end)
}
