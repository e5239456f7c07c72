import { append } from '../../apimachinery/append.ts'
import type { Keyboard } from './terminal.ts'

/** Maps Korean letters to the Latin letters on the same keys (KS X 5002). */
const LETTERS: Readonly<Record<string, string>> = {
  ㅂ: 'q',
  ㄱ: 'r',
  ㅅ: 't',
  ㅛ: 'y',
  ㄴ: 's',
  ㅗ: 'h',
  ㅣ: 'l',
  ㅊ: 'c',
  ㅜ: 'n',
}

const ESC = '\u001b'

/** Splits input into keys; fast typing arrives as several letters at once. */
export const keysOf = (pressed: string): string[] =>
  pressed.startsWith(ESC)
    ? [pressed]
    : Array.from(pressed.toLowerCase(), (key) => LETTERS[key] ?? key)

export const keyQueue = (): Pick<Keyboard, 'next'> & {
  readonly press: (pressed: string) => void
} => {
  const keys: string[] = []
  let wake = (): void => undefined
  return {
    press: (pressed) => {
      append(keys, keysOf(pressed))
      wake()
    },
    next: async (waitMs) => {
      if (keys.length === 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      return keys.shift()
    },
  }
}
