import { useStorage } from '@vueuse/core'
import { ref } from 'vue'

/** What can be switched on and off, by what it is about. */
export const GROUPS = {
  now: ['incidents', 'teams', 'resting', 'responders'],
  means: ['depots', 'shelters'],
  danger: ['warnings', 'evacuations', 'measures', 'sensors'],
  ground: ['coverage', 'roads'],
} as const
export type Layer = (typeof GROUPS)[keyof typeof GROUPS][number]

const shown = useStorage<Record<Layer, boolean>>(
  'map-layers',
  {
    incidents: true, teams: true, resting: false, responders: false, depots: true, shelters: false,
    warnings: true, evacuations: true, measures: true, sensors: false, coverage: false, roads: true,
  },
  undefined,
  { mergeDefaults: true },
)
/** What is listed beside the map. */
export const LISTS = ['incidents', 'warnings', 'evacuations', 'measures', 'sensors'] as const
export type Listed = (typeof LISTS)[number]

const listed = ref<Listed>('incidents') // each time the desk is opened the incidents come first
const folded = useStorage('map-layers-folded', false)
const foldedSmall = useStorage('map-layers-folded-small', true) // beside an incident it would hide half the map
const capability = useStorage('map-coverage-of', 'FIRE')

/** Which layers of the map are shown, and whose coverage: remembered in this browser; and what is listed. */
export const useLayers = () => ({ shown, listed, folded, foldedSmall, capability })
