/** Detects work that grows faster than its input. */

/** Milliseconds of work for a text of this length. */
export type Measure = (length: number) => Promise<number>

/** Less work than this is acceptable, and too little to distinguish growth from noise. */
const FLOOR_MS = 30
const PARTS = 8
/**
 * The allowed ratio of the work for a whole text to that for its eight eighths: 1 is linear, 8
 * quadratic; garbage collections increase it.
 */
const TOO_MUCH = 3
const TRIES = 3
/** Lower bound for the work of the eighths; below it, noise and the clock's resolution dominate. */
const LEAST_MS = FLOOR_MS / 2

/**
 * The work for eight texts, each an eighth of the length. Twice the faster half is returned, since
 * disturbances slow some of them. Lengths differ slightly to miss caches.
 */
const ofParts = async (measure: Measure, length: number): Promise<number> => {
  const each: number[] = []
  for (let part = 0; part < PARTS; part++)
    each.push(await measure(Math.floor(length / PARTS) - part))
  const better = each.toSorted((a, b) => a - b).slice(0, PARTS / 2)
  return 2 * better.reduce((sum, ms) => sum + ms, 0)
}

/**
 * For texts longer than this, an eighth is measured first: quadratic work would take a minute for
 * the whole.
 */
const LONG = 128 * 1024
/** Work that takes longer is measured only once. */
const LONG_MS = 1000

/** The problem with the work for texts of up to `length`; undefined if it is little or linear. */
export const growthOf = async (measure: Measure, length: number): Promise<string | undefined> => {
  const eighth = Math.floor(length / PARTS)
  if (length > LONG && (await measure(eighth)) > FLOOR_MS) {
    const problem = await growthOf(measure, eighth)
    if (problem !== undefined) return problem
  }
  let [none, whole, parts] = [Infinity, Infinity, Infinity]
  for (let tries = 0; tries < TRIES && !(tries > 0 && whole > LONG_MS); tries++) {
    whole = Math.min(whole, await measure(length - tries))
    if (whole <= FLOOR_MS) return undefined
    none = Math.min(none, await measure(0))
    parts = Math.min(parts, await ofParts(measure, length))
    const least = Math.max(parts - PARTS * none, LEAST_MS)
    if (whole - none <= TOO_MUCH * least) return undefined
  }
  const figures = [none, parts, whole].map((ms) => ms.toFixed(0)).join(', ')
  return `${figures} ms for an empty text, eight eighths, and all ${length} characters`
}
