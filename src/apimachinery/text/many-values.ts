const QUOTE = 0x22
const COMMA = 0x2c
const LIST = 0x5b
const END_OF_LIST = 0x5d
const OBJECT = 0x7b
const END_OF_OBJECT = 0x7d
const BACKSLASH = 0x5c

/**
 * Maximum number of values in one object: scalars, lists and objects, including the object itself.
 * Larger objects could block the event loop for more than 50 ms (docs/reliability.md). The maximum
 * exceeds JSON_MAX_DEPTH, so that deep nesting keeps its own error.
 */
export const MOST_VALUES = 12_000

export const isMany = (values: number): boolean => values > MOST_VALUES

/**
 * Reports whether JSON is too short for more than {@link MOST_VALUES} values: with its separator, a
 * value takes at least two bytes.
 */
export const isShort = ({ length }: Pick<Uint8Array, 'length'>): boolean => length < 2 * MOST_VALUES

/** Error for more than {@link MOST_VALUES} values; the answer is a 413. */
export class ManyValues extends Error {
  override readonly name = 'ManyValues'
  /** `values`: the count, if known. */
  constructor(values?: number) {
    super(
      values === undefined
        ? `the object has more values than the limit of ${MOST_VALUES}`
        : `the object has ${values} values, and the limit is ${MOST_VALUES}`,
    )
  }
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Returns the index of a string's closing quote, beyond the text if there is none. */
const endOfString = (json: Uint8Array, from: number): number => {
  let at = from + 1
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1
  return at
}

const isEmptyAt = (json: Uint8Array, opening: number): boolean => {
  let at = opening + 1
  while (isSpace(json[at])) at++
  return json[at] === END_OF_LIST || json[at] === END_OF_OBJECT
}

/** Counts the values of valid JSON, a megabyte in a millisecond or two. */
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
