import type { Instruction, Sector } from '@/api/types'

/** The sectors of a scene, and the teams under orders for it that work in none. */
export function bySector(sectors: readonly Sector[], orders: readonly Instruction[]): { sectors: Sector[]; elsewhere: string[] } {
  const placed = new Set(sectors.flatMap((one) => one.team_ids))
  const atWork = orders.filter((one) => one.is_open).map((one) => one.team_id)
  return { sectors: [...sectors], elsewhere: [...new Set(atWork)].filter((one) => !placed.has(one)) }
}
