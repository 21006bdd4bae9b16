import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'
import { area } from '@/api/client'

// No `glyphs`: every label is drawn from the fonts of the machine, so nothing is loaded from elsewhere.
export const FONT = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', 'sans-serif']

/** A colour of tokens.css as it is in the theme of now. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** The address of our own road tiles; `version` makes the map ask anew when roads change. */
export function roadTiles(version: number): string {
  const query = new URLSearchParams({ v: String(version), ...(area ? { area } : {}) })
  return `${location.origin}/api/v1/tiles/roads/{z}/{x}/{y}.mvt?${query}`
}

const isClass = (...classes: string[]): ExpressionSpecification => [
  'in', ['get', 'highway'], ['literal', classes.flatMap((one) => [one, `${one}_link`])],
]
const BIG = isClass('motorway', 'trunk', 'primary')
const MIDDLE = isClass('secondary', 'tertiary')

const wide = (big: number, middle: number, small: number): ExpressionSpecification => [
  'case', BIG, big, MIDDLE, middle, small,
]

/** The ground under everything: roads, as they are now. They have no colour: colour is for what happens on them. */
export function style(dark: boolean, version: number): StyleSpecification {
  const c = dark
    ? { ground: '#10161c', big: '#4a5c70', middle: '#344353', small: '#26323e', label: '#9fb0c0' }
    : { ground: '#f3f4f1', big: '#94a2af', middle: '#b3bdc6', small: '#ccd3d8', label: '#4c5560' }
  const width: ExpressionSpecification = [
    'interpolate', ['exponential', 1.5], ['zoom'],
    9, wide(1, 0.5, 0.2), 13, wide(3, 2, 1), 17, wide(14, 10, 7),
  ]
  return {
    version: 8,
    sources: { roads: { type: 'vector', tiles: [roadTiles(version)], minzoom: 8, maxzoom: 15 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
      {
        id: 'roads', type: 'line', source: 'roads', 'source-layer': 'roads',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': ['case', BIG, c.big, MIDDLE, c.middle, c.small], 'line-width': width },
      },
      {
        id: 'slow', type: 'line', source: 'roads', 'source-layer': 'roads',
        filter: ['all', ['has', 'factor'], ['>', ['get', 'factor'], 1.5], ['!', ['has', 'closed']]],
        paint: { 'line-color': colour('--closed'), 'line-width': width, 'line-opacity': 0.45 },
      },
      {
        id: 'closed', type: 'line', source: 'roads', 'source-layer': 'roads', filter: ['has', 'closed'],
        paint: { 'line-color': colour('--closed'), 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 2, 15, 6], 'line-dasharray': [1.5, 1] },
      },
      {
        id: 'road-names', type: 'symbol', source: 'roads', 'source-layer': 'roads', minzoom: 13,
        filter: ['has', 'name'],
        layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11 },
        paint: { 'text-color': c.label, 'text-halo-color': c.ground, 'text-halo-width': 1.5 },
      },
    ],
  }
}
