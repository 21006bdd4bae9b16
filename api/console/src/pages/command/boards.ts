import type { CommandPost, GroupOrder, Place, RecordedEvent } from '@/api/types'
import { subjectsOf } from '@/live/feed'

export const LEVELS = ['PROVINCE', 'CITY', 'COUNTY', 'TOWN'] as const
export const COLUMNS = ['ISSUED', 'SIGNED', 'WORKING', 'DONE'] as const
export type Column = (typeof COLUMNS)[number]

const NONE = new Map()

/** What posts are for: an incident or a warning, with the posts it has from the highest level down. */
export interface Matter {
  key: string
  incidentId: string | null
  warningId: string | null
  posts: CommandPost[]
}

/** The posts by what they are for, the newest matter first; `levelOf` tells a place's level. */
export function matters(posts: readonly CommandPost[], levelOf: (place: string) => string): Matter[] {
  const found = new Map<string, Matter>()
  for (const post of posts) {
    const key = post.incident_id ?? post.warning_id ?? post.post_id
    const matter = found.get(key) ?? { key, incidentId: post.incident_id, warningId: post.warning_id, posts: [] }
    matter.posts.push(post)
    found.set(key, matter)
  }
  const height = (one: CommandPost) => {
    const at = LEVELS.findIndex((level) => level === levelOf(one.place_code))
    return at < 0 ? LEVELS.length : at
  }
  const number = (key: string) => Number(key.replace(/\D/g, '')) || 0
  for (const matter of found.values()) matter.posts.sort((a, b) => height(a) - height(b) || number(a.post_id) - number(b.post_id))
  return [...found.values()].sort((a, b) => number(b.key) - number(a.key))
}

/** The post to look at where none is named: that of the place that leads, else the one that is furthest. */
export function foremost(matter: Matter, lead: string | null | undefined): CommandPost | undefined {
  const order = ['HANDOVER', 'DIRECTING', 'ESTABLISHED', 'ACTIVATING', 'CONSULTING']
  const rank = (one: CommandPost) => {
    const at = order.indexOf(one.state)
    return at < 0 ? order.length : at
  }
  return matter.posts.find((one) => one.place_code === lead) ?? [...matter.posts].sort((a, b) => rank(a) - rank(b))[0]
}

/** The levels above and at a place that have no post for a matter yet: who may be called. */
export function uncalled(matter: Matter, places: ReadonlyMap<string, Place>, from: string): Place[] {
  const called = new Set(matter.posts.map((one) => one.place_code))
  const found: Place[] = []
  for (let one = places.get(from); one; one = places.get(one.parent ?? ''))
    if ((LEVELS as readonly string[]).includes(one.admin_level) && !called.has(one.code)) found.push(one)
  return found
}

/** The tasks of the groups by how far they are; what is over stands apart. */
export function board(orders: readonly GroupOrder[]): { columns: Record<Column, GroupOrder[]>; over: GroupOrder[] } {
  const columns: Record<Column, GroupOrder[]> = { ISSUED: [], SIGNED: [], WORKING: [], DONE: [] }
  const over: GroupOrder[] = []
  for (const one of orders) {
    const column = COLUMNS.find((state) => state === one.state)
    if (column) columns[column].push(one)
    else over.push(one)
  }
  return { columns, over }
}

/** Whether an event tells of some command post. */
export const isAboutPosts = (said: RecordedEvent): boolean =>
  [...subjectsOf(said, NONE)].some((id) => /^K\d+$/.test(id))

/** Whether an event tells of this post, or of a task it has given. */
export function isAboutPost(said: RecordedEvent, postId: string, orderIds: readonly string[]): boolean {
  const named = subjectsOf(said, NONE)
  return named.has(postId) || orderIds.some((id) => named.has(id))
}
