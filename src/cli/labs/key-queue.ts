/** Keys as somebody presses them, in their order. */

/** Of the Korean layout (KS X 5002), the letters that lie on the keys of this screen: nobody has to change the layout for them. */
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

/** An arrow, a function key: they come as one. */
const SEQUENCE = '\u001b'

/** What has come at once: several letters where somebody is fast. */
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

  /** The next one, as soon as there is one; undefined where there is none for so long. */
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
