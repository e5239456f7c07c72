import { parseDuration } from '../../apimachinery/duration.ts'
import { refuse } from './field-problem.ts'

export const DURATION = 'a duration such as "30d", "24h" or "1h30m"'
export const TIME = 'a time such as "2030-01-31T08:00:00Z"'

/** Returns milliseconds, 0 or more. Throws FieldProblem. */
export const durationOf = (text: unknown, at: string): number => {
  if (typeof text !== 'string') return refuse(at, DURATION, text)
  try {
    const seconds = parseDuration(text)
    return seconds >= 0 ? seconds * 1000 : refuse(at, DURATION, text)
  } catch {
    return refuse(at, DURATION, text)
  }
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Returns milliseconds since the epoch. Throws FieldProblem. */
export const timeOf = (text: string, at: string): number => {
  const time = RFC_3339.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(time) ? refuse(at, TIME, text) : time
}
