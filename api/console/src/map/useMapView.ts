import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Position } from '@/api/types'

/** What other parts of the desk ask of the map: to look somewhere, to have a point chosen on it. */
export const useMapView = defineStore('map-view', () => {
  const target = shallowRef<{ at: Position; zoom: number } | null>(null)
  const picking = ref(false)
  const picked = shallowRef<Position | null>(null)
  const lookAt = (at: Position, zoom = 14): void => void (target.value = { at, zoom })
  return { target, picking, picked, lookAt }
})
