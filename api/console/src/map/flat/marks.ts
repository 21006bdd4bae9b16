import type { Feature } from 'geojson'
import L from 'leaflet'
import { colour } from '../style'

const SIGNAL: Record<string, string> = {
  RED: '--signal-red', ORANGE: '--signal-orange', YELLOW: '--signal-yellow', BLUE: '--signal-blue',
}
const TONE: Record<string, string> = { ready: '--good', idle: '--text-2', alarm: '--bad' }

/** How something of a source looks where circles and lines are all there is; the same colours as elsewhere. */
export function markOf(source: string, properties: Record<string, unknown>): L.CircleMarkerOptions {
  const ink = (name: string, radius: number, fillOpacity = 0.8): L.CircleMarkerOptions => {
    const shade = colour(name)
    return { color: shade, fillColor: shade, radius, fillOpacity, weight: 2 }
  }
  switch (source) {
    case 'incidents':
      return { ...ink(`--p${Number(properties.priority) || 4}`, properties.chosen ? 12 : 8, 1), color: colour(properties.chosen ? '--accent' : '--panel') }
    case 'busy-teams':
      return ink('--accent', 6)
    case 'resting-teams':
      return { ...ink(properties.free ? '--good' : '--text-2', 3), weight: 0 }
    case 'warnings':
      return ink(SIGNAL[String(properties.colour)] ?? '--text-2', 14, 0.16)
    case 'evacuations':
      return { ...ink('--text', 8, 0.1), dashArray: '6 4' }
    case 'measures':
    case 'chosen-roads':
      return { ...ink('--closed', 5), weight: 5 }
    case 'ways':
    case 'candidates':
      return { ...ink('--accent', 7, 0.2), weight: 3 }
    case 'coverage':
      return properties.covered ? { ...ink('--good', 5, 0.35), weight: 0 } : ink('--text', 5, 0)
    case 'picked':
      return ink('--accent', 9, 0)
    default:
      return ink(TONE[String(properties.tone)] ?? '--good', 5, 0.25)
  }
}

/** A layer of one source; `chosen` is told the id of what was pointed at. */
export function marksLayer(source: string, features: Feature[], chosen: (id: string) => void): L.GeoJSON {
  const style = (one?: Feature): L.CircleMarkerOptions => markOf(source, one?.properties ?? {})
  return L.geoJSON(features, {
    style,
    pointToLayer: (one, at) => L.circleMarker(at, style(one)),
    onEachFeature: (one, layer) => {
      const { id, name, label } = (one.properties ?? {}) as Record<string, unknown>
      if (name ?? label) layer.bindTooltip(String(name ?? label), { direction: 'top' })
      layer.on('click', () => chosen(String(id)))
    },
  })
}
