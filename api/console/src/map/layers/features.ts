import type { Feature, FeatureCollection, GeoJsonProperties, Geometry, Point } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { Position } from '@/api/types'

export const pair = (at: Position): [number, number] => [at.lon, at.lat]

export function point(position: Position, properties: GeoJsonProperties): Feature<Point> {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: pair(position) }, properties }
}

/** West and south, east and north. */
export type Bounds = [[number, number], [number, number]]

export function boundsAround(all: readonly Position[]): Bounds | null {
  if (!all.length) return null
  const [lon, lat] = [all.map((one) => one.lon), all.map((one) => one.lat)]
  return [[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]]
}

export const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

/** Whether the map would look the same, and need not be drawn anew; points may be `within` so many degrees. */
export function looksSame(before: readonly Feature[], now: readonly Feature[], within = 0): boolean {
  return before.length === now.length && now.every((one, at) => isSame(before[at], one, within))
}

function isSame(before: Feature | undefined, now: Feature, within: number): boolean {
  const [was, is] = [before?.properties ?? {}, now.properties ?? {}]
  return Object.keys(is).every((name) => was[name] === is[name]) && isSamePlace(before?.geometry, now.geometry, within)
}

function isSamePlace(before: Geometry | undefined, now: Geometry, within: number): boolean {
  if (before === now) return true
  if (before?.type !== 'Point' || now.type !== 'Point') return JSON.stringify(before) === JSON.stringify(now)
  return now.coordinates.every((value, at) => Math.abs(value - (before.coordinates[at] ?? Infinity)) <= within)
}

export function setData(map: MapLibre, source: string, features: Feature[]): void {
  map.getSource<GeoJSONSource>(source)?.setData(collection(features))
}

export function setVisible(map: MapLibre, layers: readonly string[], visible: boolean): void {
  for (const layer of layers) map.setLayoutProperty(layer, 'visibility', visible ? 'visible' : 'none')
}

/** What was pointed at: a feature's own properties, and where. */
export type Chosen = (properties: Record<string, unknown>, at: [number, number]) => void

/** A hand over what can be chosen, and what is called when it is: of several the one on top. */
export function onChosen(map: MapLibre, layer: string, chosen: Chosen): void {
  map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
  map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
  map.on('click', layer, (click) => {
    const found = click.features?.[0]
    if (!found || click.defaultPrevented) return
    click.preventDefault()
    chosen(found.properties, [click.lngLat.lng, click.lngLat.lat])
  })
}
