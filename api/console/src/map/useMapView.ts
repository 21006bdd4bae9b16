import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Position } from '@/api/types'

/** What was pointed at on the map, beside incidents. */
export interface Card {
  what: 'team' | 'depot' | 'shelter' | 'measure' | 'warning' | 'evacuation' | 'sensor' | 'responder'
  id: string
}

/** What other parts of the desk ask of the map: to look somewhere, to have a point chosen on it. */
export const useMapView = defineStore('map-view', () => {
  const target = shallowRef<{ at: Position; zoom: number } | null>(null)
  const picking = ref(false)
  const picked = shallowRef<Position | null>(null)
  const card = shallowRef<Card | null>(null)
  const lookAt = (at: Position, zoom = 14): void => void (target.value = { at, zoom })
  return { target, picking, picked, card, lookAt }
})
