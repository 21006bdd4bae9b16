// Our own road tiles drawn on 2D canvases, for browsers without WebGL2.
import { VectorTile } from '@mapbox/vector-tile'
import L from 'leaflet'
import { PbfReader } from 'pbf'
import { colour, roadTiles } from '../style'

const TILE_PX = 512 // each is the vector tile of one zoom less
const BIG = /^(motorway|trunk|primary)/
const MIDDLE = /^(secondary|tertiary)/

interface Pen {
  colour: string
  width: number
  dash?: number[]
}

function penFor(properties: Record<string, unknown>, zoom: number): Pen {
  const wide = 2 ** Math.max(0, zoom - 12)
  const road = String(properties.highway ?? '')
  if (properties.closed) return { colour: colour('--closed'), width: 3 * wide, dash: [6, 4] }
  if (BIG.test(road)) return { colour: colour('--road-big'), width: 1.6 * wide }
  return { colour: colour('--road'), width: (MIDDLE.test(road) ? 1 : 0.5) * wide }
}

/** Draw a tile's bytes: one stroke for each road. */
export function drawTile(bytes: ArrayBuffer, canvas: HTMLCanvasElement, zoom: number): void {
  const pen = canvas.getContext('2d')
  const layer = new VectorTile(new PbfReader(bytes)).layers.roads
  if (!pen || !layer) return
  const scale = canvas.width / layer.extent
  for (let at = 0; at < layer.length; at++) {
    const feature = layer.feature(at)
    const { colour: ink, width, dash } = penFor(feature.properties, zoom)
    pen.strokeStyle = ink
    pen.lineWidth = width
    pen.setLineDash(dash ?? [])
    pen.beginPath()
    for (const line of feature.loadGeometry())
      line.forEach(({ x, y }, first) => (first ? pen.lineTo(x * scale, y * scale) : pen.moveTo(x * scale, y * scale)))
    pen.stroke()
  }
}

class Roads extends L.GridLayer {
  version = 0

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = TILE_PX
    const address = roadTiles(this.version)
      .replace('{z}', String(coords.z - 1)).replace('{x}', String(coords.x)).replace('{y}', String(coords.y))
    fetch(address)
      .then((answer) => (answer.ok ? answer.arrayBuffer() : new ArrayBuffer(0)))
      .then((bytes) => {
        if (bytes.byteLength) drawTile(bytes, canvas, coords.z)
        done(undefined, canvas)
      })
      .catch((problem: Error) => done(problem, canvas))
    return canvas
  }
}

/** The roads as a layer; `redrawn` with the version of the overlay when roads change. */
export function roadLayer(version: number): { layer: L.GridLayer; redrawn: (version: number) => void } {
  const layer = new Roads({ tileSize: TILE_PX, minZoom: 9, maxNativeZoom: 16, maxZoom: 19, keepBuffer: 1 })
  layer.version = version
  return {
    layer,
    redrawn: (now) => {
      layer.version = now
      layer.redraw()
    },
  }
}
