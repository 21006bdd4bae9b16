import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Position } from '@/api/types'
import { boundsAround } from './layers/features'

/** What was pointed at on the map, beside incidents. */
export interface Card {
  what: 'team' | 'depot' | 'shelter' | 'measure' | 'warning' | 'evacuation' | 'sensor' | 'responder'
  id: string
}

/** Where to look: at least from so near, or from exactly there. */
export interface Look {
  at: Position
  zoom: number
  exact?: boolean
}

const TILE_PX = 512 // the world at zoom 0
const CLEAR_PX = 420 // of a map between the panels, what nothing lies over
const NEAREST = 13

/** How to look so that all of these are in sight; null where there are none. */
export function framed(all: readonly Position[]): Look | null {
  const bounds = boundsAround(all)
  if (!bounds) return null
  const [[west, south], [east, north]] = bounds
  const lat = (south + north) / 2
  const high = (north - south) / Math.cos((lat * Math.PI) / 180) // as Web Mercator stretches it
  const wide = Math.max(east - west, high, Number.EPSILON)
  const zoom = Math.min(NEAREST, Math.log2((360 * CLEAR_PX) / (TILE_PX * wide)))
  return { at: { lon: (west + east) / 2, lat }, zoom, exact: true }
}

/** What other parts of the desk ask of the map: to look somewhere, to have a point chosen on it. */
export const useMapView = defineStore('map-view', () => {
  const target = shallowRef<Look | null>(null)
  const picking = ref(false)
  const picked = shallowRef<Position | null>(null)
  const card = shallowRef<Card | null>(null)
  const lookAt = (at: Position, zoom = 14): void => void (target.value = { at, zoom })
  /** See all of them, from as near as they allow. */
  const lookAtAll = (all: readonly Position[]): void => void (target.value = framed(all) ?? target.value)
  return { target, picking, picked, card, lookAt, lookAtAll }
})
