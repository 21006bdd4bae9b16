import { type Answer, told } from './client'

/** A page of a list; `next` is the cursor of the one after it. */
export interface Page<T> {
  items: T[]
  next: string | null
}
/** What is asked for of a list. */
export interface Asked {
  limit: number
  cursor?: string
}

/** The first `count` of a list, or a few more, in the order of the server; `next` says whether there are others. */
export async function firstOf<P extends Page<unknown>>(
  count: number,
  ask: (page: Asked) => Promise<Answer<P>>,
  limit = 100,
): Promise<P> {
  const items: unknown[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await told(ask({ limit, ...(cursor ? { cursor } : {}) }))
    items.push(...page.items)
    if (!page.next || items.length >= count) return { ...page, items }
    cursor = page.next
  }
}

/** All pages of a list, in the order of the server. */
export const everything = async <T>(ask: (page: Asked) => Promise<Answer<Page<T>>>): Promise<T[]> =>
  (await firstOf(Infinity, ask, 500)).items
