import L from 'leaflet'

interface Drawn {
  _ctx?: CanvasRenderingContext2D
  _redraw(): void
}
const { _redraw: redraw } = L.Canvas.prototype as unknown as Drawn

// A move draws at once and has Leaflet forget the frame it had asked for: that one comes when the map is gone.
const Lasting = L.Canvas.extend({
  _redraw(this: Drawn) {
    if (this._ctx) redraw.call(this)
  },
}) as unknown as new () => L.Canvas

/** The canvas of marks; it may be taken away between one frame and the next. */
export const lastingCanvas = (): L.Canvas => new Lasting()
