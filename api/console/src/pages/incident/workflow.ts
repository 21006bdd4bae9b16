import type { Lifecycle } from '@/api/types'

// A lifecycle's table as a picture: its states in a column in the table's order, those that end it
// otherwise beside them, and an arrow for every move there is.

export interface Box {
  state: string
  x: number
  y: number
  side: boolean
}
export interface Arrow {
  from: string
  to: string
  rows: readonly string[]
  path: string
  back: boolean
}
export interface Picture {
  boxes: readonly Box[]
  arrows: readonly Arrow[]
  width: number
  height: number
}

export const BOX = { width: 132, height: 30 }
const STEP_Y = 54
const MAIN_X = 56
const SIDE_X = 268
const ANY = '*'

export function pictureOf(table: Lifecycle): Picture {
  const states = Object.entries(table.states)
  const moves = movesOf(table)
  const ends = states.filter(([, one]) => one.final).map(([state]) => state)
  const working = states.filter(([, one]) => !one.final).map(([state]) => state)
  // The end that only the last working state leads to closes the column; the others stand beside it.
  const last = working.at(-1)
  const closing = ends.find((end) => moves.filter((one) => one.to === end).every((one) => one.from === last))
  const main = closing ? [...working, closing] : working
  const side = ends.filter((end) => end !== closing)
  const boxes: Box[] = [
    ...main.map((state, at) => ({ state, x: MAIN_X, y: 8 + at * STEP_Y, side: false })),
    ...side.map((state, at) => ({ state, x: SIDE_X, y: 8 + (at + 1) * STEP_Y, side: true })),
  ]
  const place = new Map(boxes.map((one) => [one.state, one]))
  const arrows = moves.flatMap((move): Arrow[] => {
    const from = place.get(move.from)
    const to = place.get(move.to)
    return from && to ? [{ ...move, path: pathOf(from, to), back: !to.side && to.y < from.y }] : []
  })
  return { boxes, arrows, width: SIDE_X + BOX.width + 8, height: 16 + (main.length - 1) * STEP_Y + BOX.height }
}

interface Move {
  from: string
  to: string
  rows: readonly string[]
}

function movesOf(table: Lifecycle): Move[] {
  const found = new Map<string, { from: string; to: string; rows: string[] }>()
  for (const row of table.rows) {
    for (const [from, to] of Object.entries(row.moves)) {
      if (from === to || from === ANY) continue
      const move = found.get(`${from}>${to}`) ?? { from, to, rows: [] }
      move.rows.push(row.id)
      found.set(`${from}>${to}`, move)
    }
  }
  return [...found.values()]
}

function pathOf(from: Box, to: Box): string {
  const middle = (one: Box) => one.y + BOX.height / 2
  if (to.side) return `M${from.x + BOX.width} ${middle(from)} C${from.x + BOX.width + 50} ${middle(from)} ${to.x - 50} ${middle(to)} ${to.x} ${middle(to)}`
  const down = to.y - from.y
  if (down === STEP_Y) return `M${from.x + BOX.width / 2} ${from.y + BOX.height} V${to.y}`
  const bend = Math.min(50, 14 + Math.abs(down) / 9) // the farther, the wider round the others
  return `M${from.x} ${middle(from)} C${from.x - bend} ${middle(from)} ${to.x - bend} ${middle(to)} ${to.x} ${middle(to)}`
}
