import type { Map as MapLibre } from 'maplibre-gl'
import { i18n } from '@/i18n'
import { addCoverage, COVERAGE_LAYERS } from './coverage'
import { addEvacuations, EVACUATION_LAYERS } from './evacuations'
import { onChosen } from './features'
import { addIncidents, INCIDENT_LAYERS } from './incidents'
import { addMeasures, MEASURE_LAYERS } from './measures'
import { addPicked } from './picked'
import { addSites, siteLayers } from './sites'
import { addTeams, BUSY_LAYERS, REST_LAYERS } from './teams'
import { addWarnings, WARNING_LAYERS } from './warnings'
import { addCandidates, addWays } from './ways'

export type Subject = 'incident' | 'team' | 'depot' | 'shelter' | 'measure' | 'warning' | 'evacuation' | 'sensor' | 'responder'

/** Which layers of the map a switch is for. */
export const OF_SWITCH: Record<string, readonly string[]> = {
  incidents: INCIDENT_LAYERS,
  teams: BUSY_LAYERS,
  resting: REST_LAYERS,
  responders: siteLayers('responders'),
  depots: siteLayers('depots'),
  shelters: siteLayers('shelters'),
  warnings: WARNING_LAYERS,
  evacuations: EVACUATION_LAYERS,
  measures: MEASURE_LAYERS,
  sensors: siteLayers('sensors'),
  coverage: COVERAGE_LAYERS,
  roads: ['roads', 'road-names'],
}

/** Where several lie upon each other the first of these is meant. */
const ON_TOP: readonly [layer: string, what: Subject][] = [
  ['candidates', 'team'],
  ['incidents', 'incident'],
  ['busy-teams', 'team'],
  ['responders', 'responder'],
  ['sensors', 'sensor'],
  ['depots', 'depot'],
  ['shelters', 'shelter'],
  ['resting-teams', 'team'],
  ['measure-signs', 'measure'],
  ['measures', 'measure'],
  ['warning-places', 'warning'],
  ['evacuations', 'evacuation'],
  ['warnings', 'warning'],
]

const sign = (layer: string): string => i18n.global.t(`layerSign.${layer}`)

/** Every layer over the roads, areas at the bottom, incidents on top, but for those one is to pick from; what is pointed at is told. */
export function addLayers(map: MapLibre, chosen: (what: Subject, id: string) => void): void {
  addWarnings(map)
  addEvacuations(map)
  addCoverage(map)
  addMeasures(map)
  addSites(map, 'shelters', sign('shelters'), 9)
  addSites(map, 'depots', sign('depots'), 8)
  addSites(map, 'sensors', sign('sensors'), 9)
  addSites(map, 'responders', sign('responders'), 10)
  addTeams(map)
  addWays(map)
  addIncidents(map)
  addCandidates(map)
  addPicked(map)
  for (const [layer, what] of ON_TOP) onChosen(map, layer, ({ id }) => chosen(what, String(id)))
}
