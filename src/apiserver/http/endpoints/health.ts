/** `/healthz`, `/livez`, `/readyz` and single checks (`k8s.io/apiserver/pkg/server/healthz/`). */
import { textAnswer as text } from '../answer/text.ts'
import type { Answer } from '../answer/answer.ts'

export interface HealthCheck {
  readonly name: string
  /** Returns undefined if the check passes. */
  problem(): string | undefined
}

export const HEALTH_ENDPOINTS = ['healthz', 'livez', 'readyz'] as const
export type HealthEndpoint = (typeof HEALTH_ENDPOINTS)[number]

/** `?verbose` lists the checks even if all pass; `?exclude` skips some. */
export const healthAnswer = (
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

export const singleCheckAnswer = (
  checks: readonly HealthCheck[],
  name: string,
): Answer | undefined => {
  const check = checks.find((candidate) => candidate.name === name)
  if (check === undefined) return undefined
  const problem = check.problem()
  // upstream writes the `ok` of a single check without `nosniff`
  return problem === undefined
    ? text(200, 'ok', {})
    : text(500, `internal server error: ${problem}\n`)
}
