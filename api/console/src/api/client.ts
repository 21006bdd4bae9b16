import createClient, { type Middleware } from 'openapi-fetch'
import { asProblem, Refused } from './problems'
import type { paths } from './schema'

/** The command area of this page: the one its address names, else the server's main one. */
export const area = new URLSearchParams(location.search).get('area')

const ofThisArea: Middleware = {
  async onRequest({ request }) {
    const url = new URL(request.url)
    if (!area || url.searchParams.has('area')) return undefined // some requests are about another
    url.searchParams.set('area', area)
    // A body that is handed on as a stream is sent over HTTP/2 only: it is taken out whole.
    const { method, headers, signal } = request
    const body = request.body ? await request.blob() : null
    return new Request(url, { method, headers, body, signal })
  },
}

export const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => fetch(request),
})
client.use(ofThisArea)

export interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What the server answered; throws `Refused`, whose message a person can read. */
export async function told<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await asked
  } catch {
    throw new Refused({ status: 0, code: 'unreachable', detail: '' })
  }
  if (answer.response.ok) return answer.data as T
  throw new Refused(asProblem(answer.error, answer.response.status))
}

/** A name that nobody else gives; also where the page comes over plain HTTP. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('')
}

const RETRY_AFTER_MS = [500, 1500, 4000]

/**
 * Send a command until it is answered. It has one effect however often the line breaks: each
 * attempt bears the same `Idempotency-Key`.
 */
export async function ordered<T>(send: (key: { 'Idempotency-Key': string }) => Promise<Answer<T>>) {
  const key = { 'Idempotency-Key': freshId() }
  for (const wait of RETRY_AFTER_MS) {
    try {
      return await told(send(key))
    } catch (problem) {
      if (!(problem instanceof Refused && problem.status === 0)) throw problem
      await new Promise((go) => setTimeout(go, wait))
    }
  }
  return told(send(key))
}
