import type { WarningDetail } from '@/api/types'

/** A place that said that it has taken a measure: who said it, and when. */
export interface Taken {
  place: string
  by: string
  at: string
  note: string
}
export interface MeasureRow {
  key: string
  zh: string
  en: string
  basis: string
  /** By the place of whoever looks. */
  mine: Taken | undefined
  /** By other places they see, the latest first. */
  others: Taken[]
}

/** The measures a warning calls for, in the order of the law, with the places that have taken them. */
export function measureRows({ measures, ticks }: Pick<WarningDetail, 'measures' | 'ticks'>, own: string): MeasureRow[] {
  return Object.entries(measures).map(([key, measure]) => {
    const taken = Object.entries(ticks).flatMap(([place, done]): Taken[] => {
      const tick = done[key]
      return tick ? [{ place, by: tick.by, at: tick.at, note: tick.note }] : []
    })
    const others = taken.filter((one) => one.place !== own).sort((a, b) => b.at.localeCompare(a.at))
    return { key, ...measure, mine: taken.find((one) => one.place === own), others }
  })
}
