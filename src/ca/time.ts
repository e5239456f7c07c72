import { TAG } from './der/read.ts'

const SECOND = 1000

export const wholeSeconds = (ms: number): number => Math.floor(ms / SECOND) * SECOND

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/**
 * Reads a UTCTime or GeneralizedTime in the form of RFC 5280, 4.1.2.5.
 *
 * @returns milliseconds since the epoch, undefined if invalid
 */
export const parseTime = (tag: number, content: Buffer): number | undefined => {
  const form = tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME
  const match = form.exec(content.toString('latin1'))
  if (!match) return undefined
  const [, year = '', month, day, hour, minute, second] = match
  const century = year.length === 4 ? '' : year < '50' ? '20' : '19'
  const text = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const ms = Date.parse(text)
  // JavaScript also reads 30 February and 24:00
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? undefined : ms
}

/** Formats a time without fractions of a second like Go's `%v` in UTC. */
export const formatGoTime = (ms: number): string =>
  new Date(ms).toISOString().replace('T', ' ').replace('.000Z', ' +0000 UTC')
