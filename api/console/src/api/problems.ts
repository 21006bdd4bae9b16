export interface ProblemTold {
  status: number
  code: string
  detail: string
}

/** A request that was not carried out; `code` is stable, `status` 0 means nobody answered. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(problem: ProblemTold) {
    super(problem.detail || problem.code)
    this.status = problem.status
    this.code = problem.code
  }
}

/** Read an RFC 9457 problem; a proxy's own page is one as well. */
export function asProblem(body: unknown, status: number): ProblemTold {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = (name: string) => (typeof told[name] === 'string' ? (told[name] as string) : '')
  return {
    status,
    code: text('code') || `http_${status}`,
    detail: text('detail'),
  }
}
