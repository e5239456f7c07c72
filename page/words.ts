/** The page's texts. Errors of the API server are always in English. */
import { computed, effect, signal } from '@preact/signals'
import { en, type Words } from './words/en.ts'
import { ko } from './words/ko.ts'

const LANGUAGES = { en, ko }
type Language = keyof typeof LANGUAGES

const KEPT = 'csrlab-language'

const first = (): Language => {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'en' || kept === 'ko') return kept
  return navigator.language.startsWith('ko') ? 'ko' : 'en'
}

export const language = signal<Language>(first())
effect(() => {
  document.documentElement.lang = language.value
})

const words = computed<Words>(() => LANGUAGES[language.value])

/** Returns a text in which `values` replace `{0}`, `{1}`, … */
export const say = (word: keyof Words, ...values: readonly (string | number)[]): string =>
  words.value[word].replaceAll(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ''))

export const otherLanguage = (): void => {
  language.value = language.peek() === 'en' ? 'ko' : 'en'
  localStorage.setItem(KEPT, language.peek())
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

const numbers = new Map<string, Intl.NumberFormat>()

/** Cached: creating a NumberFormat takes longer than rendering the rest of a row. */
const numbersOf = (unit: string, unitDisplay: 'long' | 'narrow'): Intl.NumberFormat => {
  const key = `${language.value} ${unit} ${unitDisplay}`
  let made = numbers.get(key)
  if (made === undefined) {
    made = new Intl.NumberFormat(language.value, {
      style: 'unit',
      unit,
      unitDisplay,
      maximumFractionDigits: 0,
    })
    numbers.set(key, made)
  }
  return made
}

/** approximate, in one unit: `35 minutes` */
export const howLong = (ms: number, display: 'long' | 'narrow' = 'long'): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [unit, size] = UNITS.find(([, one]) => seconds >= 2 * one || seconds === one) ?? [
    'second',
    1,
  ]
  return numbersOf(unit, display).format(Math.round(seconds / size))
}

/** `2026-03-01 12:00:00 UTC` */
export const moment = (time: number | string): string => {
  const ms = typeof time === 'number' ? time : Date.parse(time)
  return Number.isNaN(ms)
    ? String(time)
    : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
