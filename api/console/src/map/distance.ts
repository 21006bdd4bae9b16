import type { Position } from '@/api/types'

const EARTH_RADIUS_M = 6_371_009
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The distance along a great circle. */
export function metres(a: Position, b: Position): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const chord = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon)
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(chord))
}
