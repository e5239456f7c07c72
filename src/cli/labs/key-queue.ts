/**
 * Korean letters (KS X 5002) on the keys that the screens use, and the Latin letters of these keys.
 */
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

const SEQUENCE = '\u001b'

/** Splits input into keys; fast typing arrives as several letters at once. */
export const keysOf = (pressed: string): string[] =>
  pressed.startsWith(SEQUENCE)
    ? [pressed]
    : Array.from(pressed.toLowerCase(), (key) => LETTERS[key] ?? key)

export class KeyQueue {
  readonly #keys: string[] = []
  #wake: () => void = () => undefined

  readonly press = (pressed: string): void => {
    for (const key of keysOf(pressed)) this.#keys.push(key)
    this.#wake()
  }

  /** Returns the next key; undefined if none is pressed within `waitMs`. */
  async next(waitMs: number): Promise<string | undefined> {
    if (this.#keys.length === 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    return this.#keys.shift()
  }
}
