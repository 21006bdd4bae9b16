import type { Lifecycle, Me, Place } from '@/api/types'

interface Words {
  tables: ReadonlyMap<string, Pick<Lifecycle, 'rows'>>
  places: ReadonlyMap<string, Pick<Place, 'admin_level'>>
}

const SPOKEN_FOR = ['TOWN', 'VILLAGE'] // by one person with a phone; above them by a duty room

/** Whether somebody may answer a call to confirm a warning 叫应: the table says who. */
export const answersCalls = (me: Me | null, { tables }: Pick<Words, 'tables'>): boolean =>
  tables.get('warning_call')?.rows.some((one) => one.action === 'answer' && one.roles.includes(me?.role ?? '')) ?? false

/** Whether the phone's page is for somebody: an order, a call for help, or a warning to confirm comes there. */
const hasPhone = (me: Me | null, words: Words): boolean =>
  Boolean(me?.team_id) || me?.role === 'FR' ||
  (answersCalls(me, words) && SPOKEN_FOR.includes(words.places.get(me?.jurisdiction ?? '')?.admin_level ?? ''))

// The pages in the bar, in their order: a name of the router, a message `page.<name>`, whose they are.
const PAGES: readonly { name: string; isFor?: (me: Me | null, words: Words) => boolean }[] = [
  { name: 'desk' },
  { name: 'command' },
  { name: 'duty' },
  { name: 'replay' },
  { name: 'phone', isFor: hasPhone },
  { name: 'drills', isFor: (me) => me?.role === 'DIRECTOR' },
]

/** The names of somebody's pages. */
export const pagesOf = (me: Me | null, words: Words): string[] =>
  PAGES.filter(({ isFor }) => isFor?.(me, words) ?? true).map(({ name }) => name)
