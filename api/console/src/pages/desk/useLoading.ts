import { useIntervalFn } from '@vueuse/core'
import { watch } from 'vue'
import { useLive } from '@/live/useLive'
import { isAbout, useStirred } from '@/live/useStirred'
import { useGround } from '@/map/useGround'
import { useOverlays } from '@/map/useOverlays'
import { type Layer, type Listed, useLayers } from './useLayers'

const COVERAGE_EVERY_MS = 30_000

/** Ask for what the switches show: at first, and again after what changes it. */
export function useLoading(): void {
  const live = useLive()
  const ground = useGround()
  const over = useOverlays()
  const { shown, listed, capability } = useLayers()
  const wanted = (layer: Layer & Listed): boolean => shown.value[layer] || listed.value === layer

  // The teams bring the names that stand beside moving ones.
  watch([() => live.isLive, () => ({ ...shown.value })], ([isLive, on]) => {
    if (!isLive) return
    if (!ground.teams.size) ground.loadTeams().catch(() => undefined)
    if (on.depots && !ground.depots.size) ground.loadDepots().catch(() => undefined)
  }, { immediate: true })

  useStirred(() => shown.value.shelters, (one) => isAbout(one, ['Evacuees'], 'shelter'), ground.loadShelters)
  useStirred(() => wanted('warnings'), (one) => isAbout(one, ['Warning', 'Call'], 'warning') || isAbout(one, [], 'warning_call'), over.loadWarnings)
  useStirred(() => wanted('evacuations'), (one) => isAbout(one, ['Evacu'], 'evacuation'), over.loadEvacuations)
  useStirred(() => wanted('measures'), (one) => isAbout(one, ['Road'], 'road_measure'), over.loadMeasures)
  useStirred(() => wanted('sensors'), (one) => isAbout(one, ['Sensor'], 'sensor'), over.loadSensors)
  useStirred(() => shown.value.responders, (one) => isAbout(one, ['Responder'], 'responder'), over.loadResponders)

  const ask = (): void => {
    if (shown.value.coverage && live.isLive) over.loadCoverage(capability.value).catch(() => undefined)
  }
  watch([() => shown.value.coverage && live.isLive, capability], ask, { immediate: true })
  useIntervalFn(ask, COVERAGE_EVERY_MS)
}
