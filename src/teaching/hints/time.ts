import { type HintWords, hintWords } from '../words/words.ts'

type TimeUnit = 'day' | 'hour' | 'minute' | 'second'

const UNITS: readonly [seconds: number, name: TimeUnit][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

interface Amount {
  readonly count: number
  readonly unit: TimeUnit
}

const amountText = ({ count, unit }: Amount, { amounts }: HintWords): string =>
  amounts[count === 1 ? unit : (`${unit}s` as const)](count)

const roughAmount = (seconds: number): Amount => {
  const [size, unit] = UNITS.find(([one]) => seconds >= 2 * one) ?? [1, 'second']
  return { count: Math.round(seconds / size), unit }
}

/** Returns a lifetime in its largest exact unit; above a day, rounds all but whole hours. */
const lifetimeOf = (seconds: number): Amount & { readonly isRounded: boolean } => {
  if (seconds > 86_400 && seconds % 3600 !== 0)
    return { ...roughAmount(Math.round(seconds)), isRounded: true }
  const [size, unit] = UNITS.find(([one]) => seconds % one === 0 && seconds >= one) ?? [1, 'second']
  return { count: seconds / size, unit, isRounded: false }
}

/** `90 minutes`, `about 1157 days` */
export const lifetimeText = (seconds: number, say: HintWords = hintWords()): string => {
  const lifetime = lifetimeOf(seconds)
  const text = amountText(lifetime, say)
  return lifetime.isRounded ? say.about(text) : text
}

/** `35 minutes` */
export const roughDuration = (ms: number): string =>
  amountText(roughAmount(Math.max(0, Math.round(ms / 1000))), hintWords())

/** `2026-03-01 12:00:00 UTC` */
export const utcTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
