import { watchThrottled } from '@vueuse/core'
import type { Feature } from 'geojson'
import { type Ref, type ShallowRef, shallowRef, watch } from 'vue'
import type { Map as MapLibre } from 'maplibre-gl'
import { looksSame, setData } from './layers/features'

const OFTEN_MS = 200 // a moving point more often is not seen
const WORLD_PX = 512 // wide at zoom 0
const UNSEEN_PX = 1 / 3

const unseenDegrees = (zoom: number): number => (UNSEEN_PX * 360) / (WORLD_PX * 2 ** zoom)

/** Keep every source of the map as the scene is; what moved by less than can be seen waits until something did. */
export function useSources(map: ShallowRef<MapLibre | null>, scene: Record<string, Ref<Feature[]>>): void {
  const zoom = shallowRef(0) // who comes nearer sees what was too small to be seen
  watch(map, (one) => one?.on('zoomend', () => (zoom.value = one.getZoom())), { immediate: true })
  for (const [source, features] of Object.entries(scene)) {
    let drawn: Feature[] | null = null
    watchThrottled(
      [map, features, zoom],
      () => {
        if (!map.value || (drawn && looksSame(drawn, features.value, unseenDegrees(map.value.getZoom())))) return
        drawn = features.value
        setData(map.value, source, drawn)
      },
      { throttle: OFTEN_MS, trailing: true, leading: true, immediate: true },
    )
  }
}
