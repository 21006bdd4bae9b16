import { watchThrottled } from '@vueuse/core'
import type { Feature } from 'geojson'
import type { Ref, ShallowRef } from 'vue'
import type { Map as MapLibre } from 'maplibre-gl'
import { setData } from './layers/features'

const OFTEN_MS = 200 // a moving point more often is not seen

/** Keep every source of the map as the scene is. */
export function useSources(map: ShallowRef<MapLibre | null>, scene: Record<string, Ref<Feature[]>>): void {
  for (const [source, features] of Object.entries(scene))
    watchThrottled(
      [map, features],
      () => {
        if (map.value) setData(map.value, source, features.value)
      },
      { throttle: OFTEN_MS, trailing: true, leading: true, immediate: true },
    )
}
