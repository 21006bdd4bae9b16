import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { client, told } from '@/api/client'
import { everything } from '@/api/everything'
import { Refused } from '@/api/problems'
import type { CoverageMap, Evacuation, Responder, RoadLine, RoadMeasure, Sensor, Warning } from '@/api/types'

const LINES_OF = 60 // measures whose roads are drawn, the newest first; the tiles show all of them
export type Overlay = 'warnings' | 'evacuations' | 'measures' | 'sensors' | 'responders' | 'coverage'

/** What lies over the ground and changes now and then; each asked for when it is wanted. */
export const useOverlays = defineStore('overlays', () => {
  const warnings = shallowRef<ReadonlyMap<string, Warning>>(new Map())
  const evacuations = shallowRef<ReadonlyMap<string, Evacuation>>(new Map())
  const measures = shallowRef<ReadonlyMap<string, RoadMeasure>>(new Map())
  /** The roads of a measure, each direction a line of its own. */
  const lines = shallowRef<ReadonlyMap<string, readonly RoadLine[]>>(new Map())
  const sensors = shallowRef<ReadonlyMap<string, Sensor>>(new Map())
  const responders = shallowRef<ReadonlyMap<string, Responder>>(new Map())
  const coverage = shallowRef<CoverageMap | null>(null)
  /** What this user may not see. */
  const closed = ref(new Set<Overlay>())

  async function seen(overlay: Overlay, ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
    } catch (problem) {
      if (problem instanceof Refused && (problem.status === 403 || problem.status === 404)) closed.value.add(overlay)
      else throw problem
    }
  }

  const loadWarnings = () => seen('warnings', async () => {
    const found = await everything((page) => client.GET('/api/v1/warnings', { params: { query: { open: true, ...page } } }))
    warnings.value = new Map(found.map((one) => [one.warning_id, one]))
  })
  const loadEvacuations = () => seen('evacuations', async () => {
    const found = await everything((page) => client.GET('/api/v1/evacuations', { params: { query: { open: true, ...page } } }))
    evacuations.value = new Map(found.map((one) => [one.evacuation_id, one]))
  })
  const loadMeasures = () => seen('measures', async () => {
    const found = await everything((page) => client.GET('/api/v1/roads/measures', { params: { query: page } }))
    const open = found.filter((one) => one.state !== 'ENDED' && one.effect !== 'CONDITION')
    measures.value = new Map(open.map((one) => [one.measure_id, one]))
    for (const { measure_id } of open.slice(0, LINES_OF)) {
      if (lines.value.has(measure_id)) continue
      const path = { measure_id }
      const roads = await told(client.GET('/api/v1/roads/measures/{measure_id}/lines', { params: { path } })).catch(() => null)
      if (roads) lines.value = new Map(lines.value).set(measure_id, roads.features)
    }
  })
  const loadSensors = () => seen('sensors', async () => {
    const found = await everything((page) => client.GET('/api/v1/sensors', { params: { query: page } }))
    sensors.value = new Map(found.map((one) => [one.sensor_id, one]))
  })
  const loadResponders = () => seen('responders', async () => {
    const found = await everything((page) => client.GET('/api/v1/responders', { params: { query: page } }))
    responders.value = new Map(found.map((one) => [one.responder_id, one]))
  })
  const loadCoverage = (capability: string) => seen('coverage', async () => {
    coverage.value = await told(client.GET('/api/v1/coverage', { params: { query: { capability } } }))
  })

  return {
    warnings, evacuations, measures, lines, sensors, responders, coverage, closed,
    loadWarnings, loadEvacuations, loadMeasures, loadSensors, loadResponders, loadCoverage,
  }
})
