import { TAG } from './der/read.ts'

const SECOND = 1000

export const wholeSeconds = (ms: number): number => Math.floor(ms / SECOND) * SECOND

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/

/**
 * Reads a UTCTime or GeneralizedTime as Go does.
 *
 * @returns milliseconds since the epoch, undefined if invalid
 */
export const parseTime = (tag: number, content: Buffer): number | undefined => {
  const form = tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME
  const match = form.exec(content.toString('latin1'))
  if (!match) return undefined
  const [, year = '', month, day, hour, minute, second = '00', zone = ''] = match
  const century = year.length === 4 ? '' : year < '50' ? '20' : '19'
  const text = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const ms = Date.parse(text)
  // JavaScript also reads 30 February and 24:00
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) return undefined
  if (zone === 'Z') return ms
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3))
  // DER writes an offset of zero as Z
  if (hours > 24 || minutes > 59 || (hours === 0 && minutes === 0)) return undefined
  return ms - (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60 * SECOND
}

/** Formats a time without fractions of a second like Go's `%v` in UTC. */
export const formatGoTime = (ms: number): string =>
  new Date(ms).toISOString().replace('T', ' ').replace('.000Z', ' +0000 UTC')
