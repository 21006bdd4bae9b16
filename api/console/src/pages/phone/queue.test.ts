import { describe, expect, it } from 'vitest'
import { drain, EMPTY_QUEUE, type Failure, put, type Queue, read, refused, seenIn, taken, toldLate, verdict, type Waiting } from './queue'

const deed = (key: string, action = 'sign'): Waiting => ({
  key, user: 'leader', order: 'D1', incident: 'I1', doneAt: '2025-07-01T00:00:00Z', deed: { kind: 'step', action },
})
const queue = (...keys: string[]): Queue => keys.reduce((all, key) => put(all, deed(key)), EMPTY_QUEUE)
const OFFLINE: Failure = { status: 0, code: 'unreachable', message: '' }
const TAKEN = { position: 7 }
const WRONG: Failure = { status: 409, code: 'wrong_state', message: 'not now' }

/** Drains a queue against a server that answers in turn; what it got is listed. */
async function sent(before: Queue, ...answers: (Failure | typeof TAKEN)[]) {
  let left = before
  const got: string[] = []
  const end = await drain(
    () => left.waiting[0],
    async (one) => (got.push(one.key), answers.shift() ?? TAKEN),
    async (one, answer) => {
      left = 'status' in answer ? refused(left, one.key, answer) : taken(left, one.key, answer)
    },
  )
  return { left, got, end }
}

describe('what waits', () => {
  it('is sent once, in the order it was done', async () => {
    const { left, got, end } = await sent(queue('a', 'b', 'c'))
    expect(got).toEqual(['a', 'b', 'c'])
    expect(left.waiting).toEqual([])
    expect(end).toBe('empty')
  })

  it('stays as it is when the line breaks, and goes on there under the same names', async () => {
    const first = await sent(queue('a', 'b', 'c'), TAKEN, OFFLINE)
    expect(first.end).toBe('later')
    expect(first.left.waiting.map((one) => one.key)).toEqual(['b', 'c'])
    const second = await sent(first.left)
    expect(second.got).toEqual(['b', 'c'])
  })

  it('shows what was refused, and goes on with what came after', async () => {
    const { left, got } = await sent(queue('a', 'b'), WRONG)
    expect(got).toEqual(['a', 'b'])
    expect(left.refused.map((one) => [one.key, one.code])).toEqual([['a', 'wrong_state']])
    expect(read(left, 'a').refused).toEqual([])
  })

  it('waits for a sign-in, and loses nothing by it', async () => {
    const { left, end } = await sent(queue('a'), { status: 401, code: 'not_signed_in', message: '' })
    expect(end).toBe('sign in')
    expect(left.waiting).toHaveLength(1)
  })

  it('counts on once it is taken, until what was asked for shows it', async () => {
    const { left } = await sent(queue('a', 'b'), { position: 7 }, { position: 9 })
    expect(left.landed?.map((one) => [one.key, one.position])).toEqual([['a', 7], ['b', 9]])
    expect(seenIn(left, (one) => one.position <= 7).landed?.map((one) => one.key)).toEqual(['b'])
  })

  it('holds a deed once, however often it is put', () => {
    expect(put(queue('a'), deed('a')).waiting).toHaveLength(1)
  })
})

it('tells a line that is down from an order that is refused', () => {
  expect([0, 429, 500, 503].map(verdict)).toEqual(Array(4).fill('later'))
  expect([403, 404, 409, 422].map(verdict)).toEqual(Array(4).fill('refused'))
})

it('tells when something was done only where word of it comes late', () => {
  const done = '2025-07-01T00:00:00Z'
  expect(toldLate(done, Date.parse(done) + 2_000)).toBeNull()
  expect(toldLate(done, Date.parse(done) + 60_000)).toBe(done)
})
