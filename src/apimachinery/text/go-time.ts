/**
 * Reads and writes `metav1.Time` and `metav1.MicroTime`. The reader follows Go's `time.Parse` step
 * by step, since errors name the mismatched element.
 */

/** Layout of `metav1.Time`; fractions of a second are accepted and dropped. */
const SECONDS_LAYOUT = '2006-01-02T15:04:05Z07:00'
/** Layout of `metav1.MicroTime`: exactly six decimals. */
const MICROS_LAYOUT = '2006-01-02T15:04:05.000000Z07:00'

/** Error for an invalid time; the message is Go's. */
export class TimeParseError extends Error {
  override readonly name = 'TimeParseError'
}

/** Quotes like package time: bytes other than printable ASCII as `\x..`. */
const quoteTime = (text: string): string => {
  const inner = text
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -~]/gu, (char) =>
      [...Buffer.from(char)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    )
  return `"${inner}"`
}

const commaOrPeriod = (char: string | undefined): boolean => char === '.' || char === ','
const isDigit = (char: string | undefined): boolean =>
  char !== undefined && char >= '0' && char <= '9'

/** Reads one text by one layout. `rest` is the unread part. */
class TimeReader {
  readonly #text: string
  readonly #layout: string
  rest: string

  constructor(text: string, layout: string) {
    this.#text = text
    this.#layout = layout
    this.rest = text
  }

  mismatch(element: string, rest = this.rest): never {
    throw new TimeParseError(
      `parsing time ${quoteTime(this.#text)} as ${quoteTime(this.#layout)}: cannot parse ${quoteTime(rest)} as ${quoteTime(element)}`,
    )
  }

  fail(message: string): never {
    throw new TimeParseError(`parsing time ${quoteTime(this.#text)}: ${message}`)
  }

  take(length: number): string {
    const taken = this.rest.slice(0, length)
    this.rest = this.rest.slice(length)
    return taken
  }

  literal(char: string): void {
    if (this.rest[0] !== char) this.mismatch(char)
    this.take(1)
  }

  year(): number {
    if (!/^\d{4}/.test(this.rest)) this.mismatch('2006')
    return Number(this.take(4))
  }

  /** Reads two digits, or one where Go accepts one. */
  number(element: string, low: number, high: number, what: string, oneDigit = false): number {
    if (!isDigit(this.rest[0])) this.mismatch(element)
    const two = isDigit(this.rest[1])
    if (!two && !oneDigit) this.mismatch(element)
    const value = Number(this.take(two ? 2 : 1))
    if (value < low || value > high) this.fail(`${what} out of range`)
    return value
  }

  micros(): number {
    if (!/^[.,]\d{6}/.test(this.rest)) this.mismatch('.000000')
    return Number(this.take(7).slice(1))
  }

  skipFraction(): void {
    if (commaOrPeriod(this.rest[0]) && isDigit(this.rest[1])) {
      this.rest = this.rest.replace(/^.\d+/, '')
    }
  }

  /** Reads the offset from UTC in minutes. */
  zone(): number {
    const start = this.rest
    if (start[0] === 'Z') {
      this.take(1)
      return 0
    }
    const match = /^(.)(\d\d):(\d\d)/.exec(start)
    if (match === null) return this.mismatch('Z07:00')
    this.take(6)
    const hours = Number(match[2])
    const minutes = Number(match[3])
    // Go accepts 24 and 60
    if (hours > 24) this.fail('time zone offset hour out of range')
    if (minutes > 60) this.fail('time zone offset minute out of range')
    if (match[1] !== '+' && match[1] !== '-') this.mismatch('Z07:00', start)
    return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes)
  }
}

/** Midnight in UTC in milliseconds; `Date.UTC` would read years below 100 as 19xx. */
const midnightOf = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day)

const parseTime = (text: string, layout: string): { seconds: number; micros: number } => {
  const reader = new TimeReader(text, layout)
  const year = reader.year()
  reader.literal('-')
  const month = reader.number('01', 1, 12, 'month')
  reader.literal('-')
  const day = reader.number('02', 0, 99, 'day')
  reader.literal('T')
  const hour = reader.number('15', 0, 23, 'hour', true)
  reader.literal(':')
  const minute = reader.number('04', 0, 59, 'minute')
  reader.literal(':')
  const second = reader.number('05', 0, 59, 'second')
  let micros = 0
  if (layout === MICROS_LAYOUT) micros = reader.micros()
  else reader.skipFraction()
  const offset = reader.zone()
  if (reader.rest !== '') reader.fail(`extra text: ${quoteTime(reader.rest)}`)
  const midnight = midnightOf(year, month, day)
  if (new Date(midnight).getUTCDate() !== day) reader.fail('day out of range')
  return { seconds: midnight / 1000 + (hour * 60 + minute - offset) * 60 + second, micros }
}

/** Go's zero time, 1 January of the year 1, is written as `null`. */
const ZERO_SECONDS = -62_135_596_800

/** Formats seconds since 1970 as RFC 3339 in UTC; undefined for Go's zero time. */
export const timeText = (seconds: number): string | undefined => {
  if (seconds === ZERO_SECONDS) return undefined
  const date = new Date(seconds * 1000)
  // an offset can shift a year to five digits, which ISO 8601 writes with a sign
  return `${String(date.getUTCFullYear()).padStart(4, '0')}${date.toISOString().slice(-20, -5)}Z`
}

/** Formats RFC 3339 in UTC with six decimals; undefined for Go's zero time. */
export const microTimeText = (seconds: number, micros: number): string | undefined => {
  if (seconds === ZERO_SECONDS && micros === 0) return undefined
  const whole = timeText(seconds) ?? '0001-01-01T00:00:00Z'
  return `${whole.slice(0, -1)}.${String(micros).padStart(6, '0')}Z`
}

/** Usual form; such a text is already canonical if the date exists. */
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * Returns the form of `metav1.Time`, in UTC with whole seconds; undefined for Go's zero time.
 * Throws {@link TimeParseError}.
 */
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

/**
 * Returns the form of `metav1.MicroTime`, in UTC with six decimals; undefined for Go's zero time.
 * Throws {@link TimeParseError}.
 */
export const canonicalMicroTime = (text: string): string | undefined => {
  const { seconds, micros } = parseTime(text, MICROS_LAYOUT)
  return microTimeText(seconds, micros)
}

/** Returns seconds since 1970, and microseconds, of a canonical time. */
export const secondsOfTime = (text: string): { seconds: number; micros: number } =>
  parseTime(text, text.includes('.') ? MICROS_LAYOUT : SECONDS_LAYOUT)
