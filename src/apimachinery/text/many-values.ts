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
 * Maximum number of values in one object, sent or stored: scalars, lists and objects, including the
 * object itself. Larger objects could block the event loop for more than 50 ms
 * (docs/reliability.md). Exceeds JSON_MAX_DEPTH, so that deep nesting keeps its own error.
 */
export const MOST_VALUES = 12_000

export const isMany = (values: number): boolean => values > MOST_VALUES

/**
 * Reports whether a body is too short to exceed {@link MOST_VALUES} in any format, since each value
 * needs a separator.
 */
export const holdsFew = ({ length }: Pick<Uint8Array, 'length'>): boolean =>
  length < 2 * MOST_VALUES

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

const isEmptyAt = (json: Uint8Array, opening: number): boolean => {
  let at = opening + 1
  while (isSpace(json[at])) at++
  return json[at] === END_OF_LIST || json[at] === END_OF_OBJECT
}

/** Counts the values of valid JSON without parsing, a megabyte in a millisecond or two. */
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
