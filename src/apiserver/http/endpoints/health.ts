/** `/healthz`, `/livez`, `/readyz` and their single checks (docs/reference/discovery.md). */
import { textAnswer as text } from '../answer/text.ts'
import type { Answer } from '../call.ts'

export interface HealthCheck {
  readonly name: string
  /** undefined: well; else why not (never shown to clients, only logged) */
  problem(): string | undefined
}

const ENDPOINTS = ['healthz', 'livez', 'readyz'] as const
export type HealthEndpoint = (typeof ENDPOINTS)[number]

const aggregate = (
  endpoint: HealthEndpoint,
  checks: readonly HealthCheck[],
  query: URLSearchParams,
): Answer => {
  const excluded = new Set(query.getAll('exclude'))
  const unknown = [...excluded].filter((name) => !checks.some((check) => check.name === name))
  let failed = false
  const lines = checks.map((check) => {
    if (excluded.has(check.name)) return `[+]${check.name} excluded: ok\n`
    if (check.problem() === undefined) return `[+]${check.name} ok\n`
    failed = true
    return `[-]${check.name} failed: reason withheld\n`
  })
  if (unknown.length > 0) {
    lines.push(
      `warn: some health checks cannot be excluded: no matches for ${unknown.map((name) => JSON.stringify(name)).join(', ')}\n`,
    )
  }
  if (failed) return text(500, `${lines.join('')}${endpoint} check failed\n`)
  return query.has('verbose')
    ? text(200, `${lines.join('')}${endpoint} check passed\n`)
    : text(200, 'ok')
}

/**
 * The answer for a health path, or undefined when `path` is none. `checks` are those of each endpoint, in the order that
 * `verbose` lists them.
 */
export const healthAnswer = (
  path: string,
  query: URLSearchParams,
  checks: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>,
): Answer | undefined => {
  for (const endpoint of ENDPOINTS) {
    if (path === `/${endpoint}`) return aggregate(endpoint, checks[endpoint], query)
    if (!path.startsWith(`/${endpoint}/`)) continue
    const name = path.slice(endpoint.length + 2)
    const check = checks[endpoint].find((candidate) => candidate.name === name)
    if (check === undefined) return undefined
    const problem = check.problem()
    // Go's server guesses the type of this one by itself
    return problem === undefined
      ? text(200, 'ok', {})
      : text(500, `internal server error: ${problem}\n`)
  }
  return undefined
}
