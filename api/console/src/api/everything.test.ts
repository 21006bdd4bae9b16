import { expect, it } from 'vitest'
import { everything, firstOf } from './everything'

/** A server with so many numbers, which remembers what it was asked for. */
function serverOf(count: number) {
  const asked: { limit: number; cursor?: string }[] = []
  const ask = async (page: { limit: number; cursor?: string }) => {
    asked.push(page)
    const from = Number(page.cursor ?? 0)
    const to = Math.min(count, from + page.limit)
    const items = Array.from({ length: to - from }, (_, at) => from + at)
    return { data: { items, next: to < count ? String(to) : null, as_of: 7 }, response: new Response() }
  }
  return { ask, asked }
}

it('brings as many of a list as are wanted, page by page, and says whether there are others', async () => {
  const { ask, asked } = serverOf(250)
  const two = await firstOf(200, ask)
  expect([two.items.length, two.items.at(-1), two.next, two.as_of]).toEqual([200, 199, '200', 7])
  const all = await firstOf(300, ask)
  expect([all.items.length, all.next]).toEqual([250, null])
  expect(asked.map((one) => one.cursor)).toEqual([undefined, '100', undefined, '100', '200'])
})

it('brings a whole list in large pages', async () => {
  const { ask, asked } = serverOf(1200)
  expect((await everything(ask)).length).toBe(1200)
  expect(asked.map((one) => one.limit)).toEqual([500, 500, 500])
})
