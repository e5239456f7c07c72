/** Whether work grows faster than what is sent. */

/** Milliseconds of work for a text of this length. */
export type Measure = (length: number) => Promise<number>

/** Less than this is nothing to wonder at, and too little to tell growth from noise. */
const FLOOR_MS = 30
/** Eight times the text: linear work is 8 times as much, and 64 times where it grows by the square; collecting garbage adds some. */
const TOO_MUCH = 27
const TRIES = 4
/** What takes so long is measured once. */
const LONG_MS = 1000

/** The least of some tries, since whatever disturbs makes it more. Stops where `enough`. */
const least = async (
  measure: Measure,
  length: number,
  enough: (ms: number) => boolean,
): Promise<number> => {
  let ms = Infinity
  for (let tries = 0; tries < TRIES && !enough(ms); tries++)
    ms = Math.min(ms, await measure(length))
  return ms
}

/**
 * What is wrong with the work for texts of up to `length`: undefined where it is little, or as long as the text. Measures the whole
 * first, and an eighth, a quarter and a half of it only where that took its time.
 */
export const growthOf = async (measure: Measure, length: number): Promise<string | undefined> => {
  const whole = await least(
    measure,
    length,
    (ms) => ms <= FLOOR_MS || (ms !== Infinity && ms > LONG_MS),
  )
  if (whole <= FLOOR_MS) return undefined
  const part = (divisor: number): Promise<number> =>
    least(measure, Math.floor(length / divisor), (ms) => ms !== Infinity && ms > LONG_MS)
  const [none, eighth, quarter, half] = [
    await part(Infinity),
    await part(8),
    await part(4),
    await part(2),
  ]
  const more = (whole - none) / Math.max(eighth - none, FLOOR_MS / 32)
  if (whole - none <= FLOOR_MS || more <= TOO_MUCH) return undefined
  const figures = [none, eighth, quarter, half, whole].map((ms) => ms.toFixed(0)).join(', ')
  return `${figures} ms for nothing, an eighth, a quarter, a half and the whole of ${length}`
}
