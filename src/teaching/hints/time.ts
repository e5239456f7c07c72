import { type HintWords, hintWords } from '../words/words.ts'

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** Uses the largest exact unit; above a day, amounts other than whole hours are rounded. */
export const lifetimeText = (seconds: number, say: HintWords = hintWords()): string => {
  const isExact = seconds <= 86_400 || seconds % 3600 === 0
  const [size, unit] = UNITS.find(([one]) =>
    isExact ? seconds % one === 0 && seconds >= one : seconds >= 2 * one,
  ) ?? [1, 'second' as const]
  const count = Math.round(seconds / size)
  const text = say.amounts[count === 1 ? unit : (`${unit}s` as const)](count)
  return isExact ? text : say.about(text)
}

/** `2026-03-01 12:00:00 UTC` */
export const utcTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
