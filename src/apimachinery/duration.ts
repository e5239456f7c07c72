import { goQuote } from './text/quote.ts'

const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`

/**
 * Formats milliseconds as an age in `kubectl get` (`k8s.io/apimachinery/pkg/util/duration`):
 * rounded down, in two units if the first is small. Less than two seconds below zero is `0s`, since
 * clocks differ.
 */
export const humanDuration = (ms: number): string => {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (ms < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (days < 8) return two(days, 'd', hours % 24, 'h')
  if (days < 2 * 365) return `${days}d`
  const years = Math.floor(days / 365)
  if (years < 8) return two(years, 'y', days % 365, 'd')
  return `${years}y`
}

/** Age of an RFC 3339 time; `now` in milliseconds since the epoch. `<unknown>` without a time. */
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
 * Parses a Go duration (`8760h`, `1h30m`, `1.5s`, `-5m`, `0`) to seconds, possibly fractional.
 * Throws an Error with the text of Go's time.ParseDuration; unlike Go, accepts more than 292 years.
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

/**
 * Parses a Go duration with optional days (`30d`, `1d12h`) to seconds. Throws like {@link
 * parseGoDuration}.
 */
export const parseDuration = (text: string): number => {
  const [, days, rest = ''] = /^(\d+)d([\d.].*)?$/.exec(text) ?? []
  if (days === undefined) return parseGoDuration(text)
  return Number(days) * 86_400 + (rest === '' ? 0 : parseGoDuration(rest))
}

/** Formats whole seconds like Go's Duration.String: `8760h0m0s`, `1m30s`, `0s`. */
export const goDurationText = (seconds: number): string => {
  const total = Math.abs(seconds)
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor(total / 60) % 60
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : ''
  return `${seconds < 0 ? '-' : ''}${head}${total % 60}s`
}
