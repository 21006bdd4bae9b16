import { type Answer, told } from './client'

interface Page<T> {
  items: T[]
  next: string | null
}

/** All pages of a list, in the order of the server. */
export async function everything<T>(
  ask: (page: { limit: number; cursor?: string }) => Promise<Answer<Page<T>>>,
): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  do {
    const page = await told(ask(cursor ? { limit: 500, cursor } : { limit: 500 }))
    found.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}
