import { goQuote } from './text/quote.ts'

interface AgeUnit {
  readonly name: string
  readonly seconds: number
  /** below this count, the age also shows the next smaller unit (`5m30s`) */
  readonly precise: number
  /** from this count on, the next larger unit is used */
  readonly end: number
}

const SECOND: AgeUnit = { name: 's', seconds: 1, precise: 0, end: 120 }
const AGE_UNITS: readonly AgeUnit[] = [
  SECOND,
  { name: 'm', seconds: 60, precise: 10, end: 180 },
  { name: 'h', seconds: 3600, precise: 8, end: 48 },
  { name: 'd', seconds: 86_400, precise: 8, end: 2 * 365 },
  { name: 'y', seconds: 365 * 86_400, precise: 8, end: Infinity },
]

/**
 * Formats milliseconds as an age in `kubectl get` (`k8s.io/apimachinery/pkg/util/duration`). A
 * negative age of less than two seconds is `0s`, since clocks differ.
 */
export const humanDuration = (ms: number): string => {
  const seconds = Math.trunc(ms / 1000)
  // NaN is the age of a time after the year 9999, which clients can set in Events
  if (Number.isNaN(seconds) || seconds < -1) return '<invalid>'
  if (ms < 0) return '0s'
  const at = AGE_UNITS.findIndex((unit) => seconds < unit.end * unit.seconds)
  const unit = AGE_UNITS[at]!
  const smaller = AGE_UNITS[at - 1] ?? SECOND
  const count = Math.floor(seconds / unit.seconds)
  const rest = Math.floor((seconds % unit.seconds) / smaller.seconds)
  const ends = count < unit.precise && rest > 0 ? `${rest}${smaller.name}` : ''
  return `${count}${unit.name}${ends}`
}

/** Returns the age of an RFC 3339 time; `now`: milliseconds since the epoch. */
export const ageOf = (timestamp: string | null | undefined, now: number): string =>
  timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>'

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['μs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
])

/**
 * Parses a Go duration (`1h30m`, `1.5s`, `-5m`) to seconds. Throws an Error with the text of
 * time.ParseDuration; unlike Go, accepts more than 292 years.
 */
export const parseGoDuration = (text: string): number => {
  const sign = text.startsWith('-') ? -1 : 1
  let rest = /^[-+]/.test(text) ? text.slice(1) : text
  if (rest === '0') return 0
  let seconds = 0
  do {
    const [whole, digits, unit] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? []
    if (whole === undefined) throw new Error(`time: invalid duration ${goQuote(text)}`)
    if (!unit) throw new Error(`time: missing unit in duration ${goQuote(text)}`)
    const factor = UNIT_SECONDS.get(unit)
    if (factor === undefined) {
      throw new Error(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`)
    }
    seconds += Number(digits) * factor
    rest = rest.slice(whole.length)
  } while (rest !== '')
  return sign * seconds
}

/** Parses a Go duration with optional days (`1d12h`). Throws like {@link parseGoDuration}. */
export const parseDuration = (text: string): number => {
  const [, days, rest = ''] = /^(\d+)d([\d.].*)?$/.exec(text) ?? []
  if (days === undefined) return parseGoDuration(text)
  return Number(days) * 86_400 + (rest === '' ? 0 : parseGoDuration(rest))
}

/** Formats whole seconds like Go's Duration.String: `8760h0m0s`. */
export const goDurationText = (seconds: number): string => {
  const total = Math.abs(seconds)
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor(total / 60) % 60
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : ''
  return `${seconds < 0 ? '-' : ''}${head}${total % 60}s`
}
