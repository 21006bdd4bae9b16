// The only module that imports Terra Draw: it comes when somebody draws.
import type { Map as MapLibre } from 'maplibre-gl'
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { colour } from './style'

export interface Drawing {
  stop: () => void
}
type Told = (points: [number, number][], finished: boolean) => void

/** Draw one line or area: a click adds a corner, a double click or Enter ends it, Escape begins anew. */
export function draw(map: MapLibre, what: 'line' | 'area', told: Told): Drawing {
  const ink = hex(colour('--accent'))
  const ground = hex(colour('--panel'))
  const edge = {
    closingPointColor: ground, closingPointOutlineColor: ink, closingPointOutlineWidth: 2, coordinatePointColor: ink,
  }
  const mode = what === 'line' ? 'linestring' : 'polygon'
  const terra = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map }),
    modes: [
      what === 'line'
        ? new TerraDrawLineStringMode({ styles: { ...edge, lineStringColor: ink, lineStringWidth: 3 } })
        : new TerraDrawPolygonMode({ styles: { ...edge, fillColor: ink, fillOpacity: 0.15, outlineColor: ink, outlineWidth: 3 } }),
    ],
  })
  let done = false
  const tell = (finished: boolean): void => {
    const shape = terra.getSnapshot().find((one) => one.properties.mode === mode && one.geometry.type !== 'Point')
    if (!shape) return told([], false)
    const { geometry } = shape
    const points = geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []).slice(0, -1) : geometry.coordinates
    told(points as [number, number][], finished)
  }
  terra.on('change', () => done || tell(false))
  terra.on('finish', () => {
    tell(true)
    done = true // one shape: the hand is free again
    setTimeout(() => terra.enabled && terra.setMode('static'))
  })
  terra.start()
  terra.setMode(mode)
  map.getCanvas().focus()
  return {
    stop: () => {
      if (terra.enabled) terra.stop()
    },
  }
}

type Hex = `#${string}`
/** Terra Draw takes no other form of a colour; our tokens are written so. */
const hex = (written: string): Hex => (written.startsWith('#') ? (written as Hex) : '#1a5fb4')
