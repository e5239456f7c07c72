import { COMMA, endOfString, LIST, OBJECT, QUOTE } from './json-bytes.ts'

/**
 * How many values of one object the event loop works on. To decode, validate and track one takes up to ten microseconds, all of it in a
 * few pieces that cannot be cut; objects of more are worked on in a thread (`src/replica`). Real objects hold hundreds of values.
 */
let most = 6_000

/** whatever is stored is worked on in this thread */
let takesAllStored = false

/**
 * How many values of a body the thread works on: to refuse each of so many containers takes it a gigabyte. A body of 3 MiB may hold a
 * million; where V8 runs out of memory in a thread it often ends the whole process (Node 20).
 */
const MOST_OF_A_BODY = 600_000

/** The most that this thread works on. */
export const mostValues = (): number => most

/** Whether so many are too many here. */
export const isMany = (values: number): boolean => values > most

/** Fewer bytes than this hold few values, whatever they are: each has a mark that parts it from the next. */
export const holdsFew = ({ length }: Pick<Uint8Array, 'length'>): boolean => length < 2 * most

/** This thread works on many: nobody waits for it. */
export const workOnMany = (): void => {
  most = MOST_OF_A_BODY
  takesAllStored = true
}

/** What is read holds more values than this thread works on. */
export class ManyValues extends Error {
  override readonly name = 'ManyValues'
  constructor() {
    super('an object of so many values is not worked on in the event loop')
  }
}

/** The values in a decoded body, itself and containers included. */
export const countValues = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, item) => sum + countValues(item), 1)
}

/**
 * At least as many values as JSON holds: it has no more than commas and brackets outside of its strings. Takes a millisecond or two for a
 * megabyte; stops beyond `enough`.
 */
export const atMostValues = (json: Uint8Array, enough = Infinity): number => {
  let marks = 1
  for (let at = 0; at < json.length && marks <= enough; at++) {
    const byte = json[at]!
    if (byte === QUOTE) at = endOfString(json, at)
    else if (byte === COMMA || byte === LIST || byte === OBJECT) marks++
  }
  return marks
}

/** Whether JSON may hold too many values. */
export const mayHoldMany = (json: Uint8Array): boolean =>
  !takesAllStored && !holdsFew(json) && isMany(atMostValues(json, most))
