/**
 * `metav1.Time` and `metav1.MicroTime`. The parser follows Go's `time.Parse`, whose errors name the
 * mismatched element.
 */
import { DecodeError } from './decode-error.ts'

/** `metav1.Time`; fractions of a second are dropped */
const SECONDS_LAYOUT = '2006-01-02T15:04:05Z07:00'
/** `metav1.MicroTime`: exactly six decimals */
const MICROS_LAYOUT = '2006-01-02T15:04:05.000000Z07:00'

/** Quotes like package time: control characters and non-ASCII bytes as `\x..`. */
const quoteTime = (text: string): string => {
  const inner = text
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -\x7f]+/g, (run) => Buffer.from(run).toString('hex').replace(/../g, '\\x$&'))
  return `"${inner}"`
}

const YEAR = /\d{4}/y
const DASH = /-/y
const TWO_DIGITS = /\d\d/y
const T = /T/y
const HOUR = /\d\d?/y
const COLON = /:/y
const FRACTION = /(?:[.,]\d+)?/y
const MICROS = /[.,](\d{6})/y
const ZONE = /Z|(.)(\d\d):(\d\d)/y

const parseTime = (text: string, layout: string): { seconds: number; micros: number } => {
  let at = 0
  const fail = (problem: string): never => {
    throw new DecodeError(`parsing time ${quoteTime(text)}${problem}`)
  }
  const mismatch = (element: string): never => {
    const problem = `cannot parse ${quoteTime(text.slice(at))} as ${quoteTime(element)}`
    return fail(` as ${quoteTime(layout)}: ${problem}`)
  }
  const take = (element: string, pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at
    const match = pattern.exec(text) ?? mismatch(element)
    at += match[0].length
    return match
  }
  const number = (
    element: string,
    what: string,
    low: number,
    high: number,
    pattern = TWO_DIGITS,
  ): number => {
    const value = Number(take(element, pattern)[0])
    return value >= low && value <= high ? value : fail(`: ${what} out of range`)
  }
  const year = Number(take('2006', YEAR)[0])
  take('-', DASH)
  const month = number('01', 'month', 1, 12)
  take('-', DASH)
  const day = Number(take('02', TWO_DIGITS)[0])
  take('T', T)
  const hour = number('15', 'hour', 0, 23, HOUR)
  take(':', COLON)
  const minute = number('04', 'minute', 0, 59)
  take(':', COLON)
  const second = number('05', 'second', 0, 59)
  const [, micros = 0] = take('.000000', layout === MICROS_LAYOUT ? MICROS : FRACTION)
  const start = at
  const [zone, sign, hours = 0, minutes = 0] = take('Z07:00', ZONE)
  // Go accepts an offset with 24 hours or 60 minutes
  if (Number(hours) > 24) fail(': time zone offset hour out of range')
  if (Number(minutes) > 60) fail(': time zone offset minute out of range')
  if (zone !== 'Z' && sign !== '+' && sign !== '-') {
    at = start
    mismatch('Z07:00')
  }
  if (at < text.length) fail(`: extra text: ${quoteTime(text.slice(at))}`)
  // Date.UTC would read years below 100 as 19xx
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day)
  if (new Date(midnight).getUTCDate() !== day) fail(': day out of range')
  const offset = (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes))
  return {
    seconds: midnight / 1000 + (hour * 60 + minute) * 60 + second - offset,
    micros: Number(micros),
  }
}

/** Go's zero time, 1 January of the year 1, is written as `null`. */
const ZERO_SECONDS = -62_135_596_800

/** Formats seconds since 1970 as RFC 3339 in UTC; undefined for Go's zero time. */
export const timeText = (seconds: number): string | undefined => {
  if (seconds === ZERO_SECONDS) return undefined
  const date = new Date(seconds * 1000)
  // an offset can shift the year out of 0 to 9999; toISOString writes such a year with a sign
  return `${String(date.getUTCFullYear()).padStart(4, '0')}${date.toISOString().slice(-20, -5)}Z`
}

/** Formats a time as RFC 3339 in UTC with six decimals; undefined for Go's zero time. */
export const microTimeText = (seconds: number, micros: number): string | undefined => {
  if (seconds === ZERO_SECONDS && micros === 0) return undefined
  const whole = timeText(seconds) ?? '0001-01-01T00:00:00Z'
  return `${whole.slice(0, -1)}.${String(micros).padStart(6, '0')}Z`
}

/** The usual form; a text that matches is canonical if the date exists. */
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** Returns `metav1.Time`'s form; undefined for Go's zero time. Throws DecodeError. */
export const canonicalTime = (text: string): string | undefined => {
  if (CANONICAL_TIME.test(text)) {
    const ms = Date.parse(text)
    if (
      ms !== ZERO_SECONDS * 1000 &&
      !Number.isNaN(ms) &&
      new Date(ms).toISOString().startsWith(text.slice(0, -1))
    ) {
      return text
    }
  }
  return timeText(parseTime(text, SECONDS_LAYOUT).seconds)
}

/** Returns `metav1.MicroTime`'s form; undefined for Go's zero time. Throws DecodeError. */
export const canonicalMicroTime = (text: string): string | undefined => {
  const { seconds, micros } = parseTime(text, MICROS_LAYOUT)
  return microTimeText(seconds, micros)
}

export const secondsOfTime = (text: string): { seconds: number; micros: number } => ({
  seconds: Math.floor(Date.parse(text) / 1000),
  micros: Number(/\.(\d+)/.exec(text)?.[1] ?? 0),
})
