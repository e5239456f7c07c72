import { TAG } from './der.ts'

const SECOND = 1000

/** Cuts milliseconds to whole seconds, the precision of certificates. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / SECOND) * SECOND

const ZONE = '(Z|[+-]\\d{4})'
const UTC_TIME = new RegExp(`^(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)?${ZONE}$`)
const GENERALIZED_TIME = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)${ZONE}$`)

/** Milliseconds since the epoch from a date's fields; undefined if there is no such moment. */
const moment = (year: number, fields: readonly string[]): number | undefined => {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
    .slice(0, 5)
    .map((field) => Number(field ?? 0))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const real =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  if (!real) return undefined

  const zone = fields[5]!
  if (zone === 'Z') return date.getTime()
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3))
  // DER writes an offset of zero as Z
  if (hours > 24 || minutes > 59 || (hours === 0 && minutes === 0)) return undefined
  return date.getTime() - (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60 * SECOND
}

/** Reads an ASN.1 time as Go does, in milliseconds since the epoch; undefined if invalid. */
export const parseTime = (tag: number, content: Buffer): number | undefined => {
  const text = content.toString('latin1')
  if (tag === TAG.utcTime) {
    const match = UTC_TIME.exec(text)
    if (!match) return undefined
    const short = Number(match[1])
    return moment(short >= 50 ? 1900 + short : 2000 + short, match.slice(2))
  }
  if (tag === TAG.generalizedTime) {
    const match = GENERALIZED_TIME.exec(text)
    return match ? moment(Number(match[1]), match.slice(2)) : undefined
  }
  return undefined
}

/** Formats whole seconds like Go's `%v` in UTC: `2036-11-21 14:04:51 +0000 UTC`. */
export const formatGoTime = (ms: number): string =>
  new Date(ms).toISOString().replace('T', ' ').replace('.000Z', ' +0000 UTC')
