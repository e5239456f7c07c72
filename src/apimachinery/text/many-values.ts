import {
  COMMA,
  END_OF_LIST,
  END_OF_OBJECT,
  endOfString,
  LIST,
  OBJECT,
  QUOTE,
} from './json-bytes.ts'

/**
 * The most values of one object, in a body and as it is stored: scalars, lists and objects, itself
 * included. A larger object could hold the event loop for longer than 50 ms (docs/reliability.md has
 * the measurements). The limit exceeds JSON_MAX_DEPTH, so that deep nesting keeps its own error.
 */
export const MOST_VALUES = 12_000

/** Whether so many values are too many for one object. */
export const isMany = (values: number): boolean => values > MOST_VALUES

/** Whether bytes are too few to hold many values, in any format: each value has a mark that separates it from the next. */
export const holdsFew = ({ length }: Pick<Uint8Array, 'length'>): boolean =>
  length < 2 * MOST_VALUES

/** A text or message holds more than {@link MOST_VALUES} values; the answer is a 413. */
export class ManyValues extends Error {
  override readonly name = 'ManyValues'
  /** `values`: how many it holds, if that is known. */
  constructor(values?: number) {
    super(
      values === undefined
        ? `the object has more values than the limit of ${MOST_VALUES}`
        : `the object has ${values} values, and the limit is ${MOST_VALUES}`,
    )
  }
}

/** The values in a decoded body, itself and containers included; not recursive, since it may be deeper than the stack. */
export const countValues = (value: unknown): number => {
  let values = 0
  const open = [value]
  while (open.length > 0) {
    const next = open.pop()
    values++
    if (typeof next === 'object' && next !== null)
      for (const item of Object.values(next)) open.push(item)
  }
  return values
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Whether the container that opens at this byte holds nothing. */
const isEmptyAt = (json: Uint8Array, opening: number): boolean => {
  let at = opening + 1
  while (isSpace(json[at])) at++
  return json[at] === END_OF_LIST || json[at] === END_OF_OBJECT
}

/** The values of valid JSON, counted without parsing. Takes a millisecond or two for a megabyte. */
export const countJsonValues = (json: Uint8Array): number => {
  let values = 1
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (byte === QUOTE) at = endOfString(json, at)
    else if (byte === COMMA) values++
    else if ((byte === LIST || byte === OBJECT) && !isEmptyAt(json, at)) values++
  }
  return values
}
