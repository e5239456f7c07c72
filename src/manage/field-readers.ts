/**
 * Readers of what clients and programs hand over: each takes a value and where it stands, and returns what it means or throws a
 * {@link FieldProblem} in a sentence.
 */
import { isJsonObject, JsonNumber } from '../api/text/json.ts'
import { parseGoDuration } from '../api/duration.ts'
import { goQuote } from '../api/text/quote.ts'
import { nearest } from '../hints/nearest.ts'

/** A sentence that is longer is cut: it repeats what somebody has sent, of any length. */
const SENTENCE_LENGTH = 1000

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text

/** What cannot be read, and where. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem'
  /** `at`: the path of the field, '' for the whole */
  constructor(at: string, problem: string) {
    super(cut(at === '' ? problem : `${at}: ${problem}`, SENTENCE_LENGTH))
  }
}

/** `at`: where the value stands, for the sentence of a problem. */
export type FieldReader<T> = (value: unknown, at: string) => T

/** Longer values are cut where they are shown. */
const SHOWN_LENGTH = 60

/** A value as it stands in the sentence of a problem. */
export const shownValue = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  // to quote a long one would take its time
  if (typeof value === 'string') return cut(goQuote(value.slice(0, SHOWN_LENGTH)), SHOWN_LENGTH)
  return cut(JSON.stringify(value) ?? typeof value, SHOWN_LENGTH)
}

const refuse = (at: string, wanted: string, value: unknown): never => {
  throw new FieldProblem(at, `write ${wanted}, not ${shownValue(value)}`)
}

/** `wanted`: what is to be written, such as `a name, such as "jane"`. */
export const textField =
  (wanted: string): FieldReader<string> =>
  (value, at) =>
    typeof value === 'string' && value !== '' ? value : refuse(at, wanted, value)

export const flagField: FieldReader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuse(at, 'true or false', value)

/** A whole number from `least` to `most`. */
export const numberField =
  (least: number, most = Number.MAX_SAFE_INTEGER): FieldReader<number> =>
  (value, at) => {
    const number = value instanceof JsonNumber ? value.toJSON() : value
    if (Number.isSafeInteger(number) && Number(number) >= least && Number(number) <= most)
      return Number(number)
    const range =
      most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`
    return refuse(at, `a whole number${range}`, value)
  }

const DURATION = 'a duration such as "24h", "90s" or "1h30m"'

/** A Go duration, 0 or more, in milliseconds. */
export const durationField: FieldReader<number> = (value, at) => {
  if (typeof value !== 'string') return refuse(at, DURATION, value)
  try {
    const seconds = parseGoDuration(value)
    return seconds >= 0 ? seconds * 1000 : refuse(at, DURATION, value)
  } catch {
    return refuse(at, DURATION, value)
  }
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** A time of RFC 3339, in milliseconds since the epoch. */
export const timeField: FieldReader<number> = (value, at) => {
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(time) ? refuse(at, 'a time such as "2030-01-31T08:00:00Z"', value) : time
}

/** May be left out; null counts as left out, as in Kubernetes' own objects. */
export const optionalField =
  <T>(read: FieldReader<T>): FieldReader<T | undefined> =>
  (value, at) =>
    value === undefined || value === null ? undefined : read(value, at)

export const listField =
  <T>(read: FieldReader<T>): FieldReader<T[]> =>
  (value, at) =>
    Array.isArray(value)
      ? value.map((item, i) => read(item, `${at}[${i}]`))
      : refuse(at, 'a list', value)

/** One of some words. */
export const choiceField =
  <T extends string>(words: readonly T[]): FieldReader<T> =>
  (value, at) =>
    words.find((word) => word === value) ?? refuse(at, `one of ${words.join(', ')}`, value)

/** An object whose fields may have any name. */
export const mapField =
  <T>(read: FieldReader<T>): FieldReader<Readonly<Record<string, T>>> =>
  (value, at) => {
    if (!isJsonObject(value)) return refuse(at, 'an object', value)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        read(item, at === '' ? name : `${at}.${name}`),
      ]),
    )
  }

type FieldsOf<S extends Readonly<Record<string, FieldReader<unknown>>>> = {
  readonly [N in keyof S]: ReturnType<S[N]>
}

/** An object of these fields, and no others. */
export const objectField =
  <S extends Readonly<Record<string, FieldReader<unknown>>>>(fields: S): FieldReader<FieldsOf<S>> =>
  (value, at) => {
    if (!isJsonObject(value)) return refuse(at, 'an object', value)
    const path = (name: string): string => (at === '' ? name : `${at}.${name}`)
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(fields, name)) continue
      const meant = nearest(name, Object.keys(fields))
      const known =
        meant === undefined
          ? `known are ${Object.keys(fields).join(', ')}`
          : `did you mean ${meant}?`
      throw new FieldProblem('', `there is no field ${shownValue(path(name))}; ${known}`)
    }
    const entries = Object.entries(fields).map(([name, read]) => [
      name,
      read(Object.hasOwn(value, name) ? value[name] : undefined, path(name)),
    ])
    return Object.fromEntries(entries) as FieldsOf<S>
  }
