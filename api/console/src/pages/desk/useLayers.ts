import { useStorage } from '@vueuse/core'

export const LAYERS = ['incidents', 'teams', 'resting', 'depots', 'shelters', 'roads'] as const
export type Layer = (typeof LAYERS)[number]

const shown = useStorage<Record<Layer, boolean>>(
  'map-layers',
  { incidents: true, teams: true, resting: false, depots: true, shelters: false, roads: true },
  undefined,
  { mergeDefaults: true },
)

/** Which layers of the map are shown, remembered in this browser. */
export const useLayers = () => ({ shown })
