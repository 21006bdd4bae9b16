import { refThrottled } from '@vueuse/core'
import type { Feature } from 'geojson'
import { computed, type ComputedRef, toRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLive } from '@/live/useLive'
import { coverageFeatures } from '@/map/layers/coverage'
import { evacuationFeatures } from '@/map/layers/evacuations'
import { looksSame } from '@/map/layers/features'
import { incidentFeatures } from '@/map/layers/incidents'
import { measureFeatures } from '@/map/layers/measures'
import { pickedFeatures } from '@/map/layers/picked'
import { siteFeatures } from '@/map/layers/sites'
import { teamFeatures } from '@/map/layers/teams'
import { warningFeatures } from '@/map/layers/warnings'
import { candidateFeatures, wayFeatures } from '@/map/layers/ways'
import { useGround } from '@/map/useGround'
import { useMapView } from '@/map/useMapView'
import { useOverlays } from '@/map/useOverlays'
import { useProposal } from '@/map/useProposal'
import { clock, minutes } from '@/words/times'
import { useWords } from '@/words/useWords'
import { depotSites, responderSites, sensorSites, shelterSites, teamsKnown, teamsSeen } from './mapped'
import { useLayers } from './useLayers'

export type Scene = Record<string, ComputedRef<Feature[]>>
const REST_MS = 2000

/** Everything on the map as GeoJSON, a source each: whichever way it is drawn. What is switched off is empty. */
export function useScene(chosen: () => string | null): Scene {
  const live = useLive()
  const words = useWords()
  const ground = useGround()
  const over = useOverlays()
  const proposal = useProposal()
  const view = useMapView()
  const { shown } = useLayers()
  const { t } = useI18n()
  const known = computed(() => teamsKnown(live.feed.teamStates, ground.teams, words))
  const busy = computed(() => known.value.filter((one) => one.busy))
  const resting = computed(() => known.value.filter((one) => !one.busy))
  const fixes = refThrottled(toRef(live.feed, 'fixes'), REST_MS) // enough for those that hardly move
  const inMinutes = (seconds: number): string => t('minutes', { n: minutes(seconds) })
  const candidates = computed(() => {
    const able = proposal.choosing?.travel_s
    if (!able) return []
    const choosable = known.value.filter((one) => able.has(one.id))
    return teamsSeen(choosable, fixes.value).map(({ id, name, at }) => (
      { id, at, label: `${name}\n${inMinutes(able.get(id) ?? 0)}` }))
  })
  const measures = computed(() =>
    [...over.measures.values()].map((measure) => {
      const sign = t(measure.effect === 'CLOSED' ? 'map.closedSign' : 'map.slowSign')
      const until = measure.ends_at ? t('map.until', { at: clock(measure.ends_at) }) : ''
      return { measure, lines: over.lines.get(measure.measure_id) ?? [], sign, label: `${sign} ${until}` }
    }),
  )
  // Most of what happens changes nothing on the map, which is the dearest thing to draw.
  const drawn = (features: () => Feature[]) =>
    computed<Feature[]>((before) => {
      const now = features()
      return before && looksSame(before, now) ? before : now
    })
  const on = (layer: keyof typeof shown.value, features: () => Feature[]) =>
    drawn(() => (shown.value[layer] ? features() : []))

  return {
    coverage: on('coverage', () => coverageFeatures(over.coverage)),
    warnings: on('warnings', () =>
      warningFeatures(over.warnings.values(), words.places, (one) =>
        `${words.word('warning_kinds', one.notice.kind)}${one.notice.colour ? t(`colour.${one.notice.colour}`) : ''}`)),
    evacuations: on('evacuations', () =>
      evacuationFeatures(over.evacuations.values(), (one) =>
        t('map.movedOf', { moved: one.counts.moved, people: one.counts.people }))),
    measures: on('measures', () => measureFeatures(measures.value)),
    ways: drawn(() =>
      wayFeatures(proposal.ways, (one) => `${words.named(one.what, one.id)}\n${inMinutes(one.travel_s)}`)),
    shelters: on('shelters', () => siteFeatures(shelterSites(ground.shelters))),
    depots: on('depots', () => siteFeatures(depotSites(ground.depots))),
    sensors: on('sensors', () => siteFeatures(sensorSites(over.sensors))),
    responders: on('responders', () => siteFeatures(responderSites(over.responders))),
    'resting-teams': on('resting', () => teamFeatures(teamsSeen(resting.value, fixes.value))),
    'busy-teams': on('teams', () => teamFeatures(teamsSeen(busy.value, live.feed.fixes))),
    incidents: on('incidents', () =>
      incidentFeatures(live.feed.incidents.values(), (one) => words.word('kinds', one.kind), chosen())),
    candidates: drawn(() => candidateFeatures(candidates.value)),
    picked: drawn(() => pickedFeatures(view.picked)),
  }
}
