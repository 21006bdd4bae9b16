import type { Feature, FeatureCollection, GeoJsonProperties, Point } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'

export function point(position: Position, properties: GeoJsonProperties): Feature<Point> {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [position.lon, position.lat] }, properties }
}

export const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

export function setData(map: MapLibre, source: string, features: Feature[]): void {
  map.getSource<GeoJSONSource>(source)?.setData(collection(features))
}

export function setVisible(map: MapLibre, layers: readonly string[], visible: boolean): void {
  for (const layer of layers) map.setLayoutProperty(layer, 'visibility', visible ? 'visible' : 'none')
}

/** A hand over what can be chosen, and what is called when it is. */
export function onChosen(
  map: MapLibre,
  layer: string,
  chosen: (properties: Record<string, unknown>, at: [number, number]) => void,
): void {
  map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
  map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
  map.on('click', layer, (click) => {
    const found = click.features?.[0]
    if (found) chosen(found.properties, [click.lngLat.lng, click.lngLat.lat])
  })
}
