import type { Position } from '@/api/types'

const EARTH_RADIUS_M = 6_371_009
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The distance along a great circle. */
export function metres(a: Position, b: Position): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const chord = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon)
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(chord))
}

type Corner = readonly [number, number]

/** The length of a line of [lon, lat]. */
export function lengthM(line: readonly Corner[]): number {
  return line.slice(1).reduce((sum, [lon, lat], at) => {
    const [fromLon, fromLat] = line[at] as Corner
    return sum + metres({ lon: fromLon, lat: fromLat }, { lon, lat })
  }, 0)
}

/** The area within corners of [lon, lat], whichever way round, on a sphere. */
export function areaM2(corners: readonly Corner[]): number {
  const sum = corners.reduce((all, [lon, lat], at) => {
    const [nextLon, nextLat] = corners[(at + 1) % corners.length] as Corner
    return all + radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)))
  }, 0)
  return Math.abs((sum * EARTH_RADIUS_M ** 2) / 2)
}

/** 850 m, 12.4 km. */
export const asLength = (m: number): string => (m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(m < 10_000 ? 2 : 1)} km`)
/** 4,200 m², 3.4 km². */
export const asArea = (m2: number): string =>
  m2 < 100_000 ? `${Math.round(m2).toLocaleString('en')} m²` : `${(m2 / 1_000_000).toFixed(2)} km²`
