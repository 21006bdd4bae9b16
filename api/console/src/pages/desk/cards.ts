/** What was chosen on the map beside an incident. */
export interface Card {
  what: 'team' | 'depot' | 'shelter'
  id: string
  at: [number, number]
}
