import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { Incident } from '@/api/types'
import { colour, FONT } from '../style'
import { collection, point } from './features'

export const INCIDENT_LAYERS = ['incident-clusters', 'incident-counts', 'incidents', 'incident-labels']
const URGENT = ['+', ['case', ['==', ['get', 'priority'], 1], 1, 0]]

/** Open incidents by priority; those close together are one circle, red when one of them is urgent. */
export function addIncidents(map: MapLibre): void {
  map.addSource('incidents', {
    type: 'geojson', data: collection([]), cluster: true, clusterRadius: 34, clusterMaxZoom: 12,
    clusterProperties: { urgent: URGENT as never },
  })
  const ring = { 'circle-stroke-color': colour('--panel'), 'circle-stroke-width': 2 }
  map.addLayer({
    id: 'incident-clusters', type: 'circle', source: 'incidents', filter: ['has', 'point_count'],
    paint: {
      ...ring,
      'circle-color': ['case', ['>', ['get', 'urgent'], 0], colour('--p1'), colour('--p2')],
      'circle-radius': ['step', ['get', 'point_count'], 13, 10, 17, 50, 22],
    },
  })
  map.addLayer({
    id: 'incident-counts', type: 'symbol', source: 'incidents', filter: ['has', 'point_count'],
    layout: { 'text-field': ['get', 'point_count'], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true },
    paint: { 'text-color': '#ffffff' },
  })
  map.addLayer({
    id: 'incidents', type: 'circle', source: 'incidents', filter: ['!', ['has', 'point_count']],
    paint: {
      ...ring,
      'circle-radius': ['case', ['get', 'chosen'], 12, 9],
      'circle-stroke-width': ['case', ['get', 'chosen'], 4, 2],
      'circle-stroke-color': ['case', ['get', 'chosen'], colour('--accent'), colour('--panel')],
      'circle-color': ['match', ['get', 'priority'], 1, colour('--p1'), 2, colour('--p2'), 3, colour('--p3'), colour('--p4')],
    },
  })
  map.addLayer({
    id: 'incident-labels', type: 'symbol', source: 'incidents', filter: ['!', ['has', 'point_count']],
    layout: {
      'text-field': ['step', ['zoom'], '', 12, ['get', 'label']], 'text-font': FONT, 'text-size': 12,
      'text-offset': [0, 1.1], 'text-anchor': 'top', 'text-optional': true,
    },
    paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--ground'), 'text-halo-width': 2 },
  })
  openClusters(map, 'incident-clusters', 'incidents')
}

/** Look closer at what stands together. */
export function openClusters(map: MapLibre, layer: string, source: string): void {
  map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
  map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
  map.on('click', layer, (click) => {
    const found = click.features?.[0]
    if (!found || click.defaultPrevented) return
    click.preventDefault()
    void map
      .getSource<GeoJSONSource>(source)
      ?.getClusterExpansionZoom(Number(found.properties.cluster_id))
      .then((zoom) => map.easeTo({ center: click.lngLat, zoom: zoom + 0.3 }))
  })
}

export function incidentFeatures(
  incidents: Iterable<Incident>,
  label: (one: Incident) => string,
  chosen: string | null,
): Feature[] {
  return [...incidents].map((one) =>
    point(one.position, {
      id: one.incident_id, priority: one.priority, label: label(one), chosen: one.incident_id === chosen,
    }),
  )
}
