import L from 'leaflet'
import { watch } from 'vue'
import { colour } from '../style'
import { useMapTool } from '../useMapTool'
import { marksLayer } from './marks'

/** The tool in hand on the plain map: a click adds a corner, a double click or Enter ends it. */
export function useFlatHand(): (map: L.Map) => void {
  const tool = useMapTool()
  const isDrawing = (): boolean => (tool.hand === 'line' || tool.hand === 'area') && !tool.finished

  return (map) => {
    const shape = L.layerGroup().addTo(map)
    map.on('click', ({ latlng: { lng, lat } }) => {
      if (isDrawing()) tool.points = [...tool.points, [lng, lat]]
      else tool.touch({ lon: lng, lat })
    })
    const finish = (): void => {
      // The second click of a double click stands on the first.
      const corners = tool.points.filter((one, at, all) => at === 0 || one.join() !== all[at - 1]?.join())
      if (!isDrawing() || corners.length < (tool.hand === 'area' ? 3 : 2)) return
      tool.points = corners
      tool.finished = true
    }
    map.on('dblclick', finish)
    map.on('keydown', ({ originalEvent }) => originalEvent.key === 'Enter' && finish())
    watch([() => tool.points, () => tool.roads, () => tool.hand], () => {
      shape.clearLayers()
      const corners = tool.points.map(([lon, lat]): L.LatLngTuple => [lat, lon])
      const style = { color: colour('--accent'), weight: 3, interactive: false }
      if (tool.hand === 'area') L.polygon(corners, style).addTo(shape)
      else if (corners.length) L.polyline(corners, style).addTo(shape)
      for (const at of corners) L.circleMarker(at, { ...style, radius: 3 }).addTo(shape)
      marksLayer('chosen-roads', [...tool.roads], () => undefined).addTo(shape)
    })
  }
}
