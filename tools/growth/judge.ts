/** Whether work grows faster than what is sent. */

/** Milliseconds of work for a text of this length. */
export type Measure = (length: number) => Promise<number>

/** Less than this is nothing to wonder at, and too little to tell growth from noise. */
const FLOOR_MS = 30
const PARTS = 8
/** So much more work for the whole than for all its eighths: 1 where work is linear, 8 where it grows by the square; garbage adds some. */
const TOO_MUCH = 3
const TRIES = 3
/** The work for the eighths counts as so much at least: of less, garbage and the steps of the clock are too large a part. */
const LEAST_MS = FLOOR_MS / 2

/**
 * The work for all eighths of a text, one after the other: as much as for the whole, so that both are measured alike. Whatever disturbs
 * makes single ones more, and only the better half counts. No two are of one length: what was read before may come out of a cache.
 */
const ofParts = async (measure: Measure, length: number): Promise<number> => {
  const each: number[] = []
  for (let part = 0; part < PARTS; part++)
    each.push(await measure(Math.floor(length / PARTS) - part))
  const better = each.toSorted((a, b) => a - b).slice(0, PARTS / 2)
  return 2 * better.reduce((sum, ms) => sum + ms, 0)
}

/** Of so long a text an eighth is looked at first: work that grows by the square would take a minute for the whole. */
const LONG = 128 * 1024
/** Work that takes longer is measured once. */
const LONG_MS = 1000

/** What is wrong with the work for texts of up to `length`: undefined where it is little, or as long as the text. */
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
  return `${figures} ms for nothing, eight eighths and the whole of ${length}`
}
