/** Texts that many rows have but for a few values: what is the same is there once, in memory and in a file. */
import { createHash } from 'node:crypto'

/** The first of the characters that stand for gaps; of the private use area, which no object of ours has. */
const FIRST_GAP = 0xe000
const GAPS = /([\uE000-\uE003])/

/** What stands in a text where the value of that number, from 0 to 3, comes. */
export const gap = (number: number): string => String.fromCharCode(FIRST_GAP + number)

/** The number of the gap that a piece is; undefined: it is text. */
export const gapOf = (piece: string): number | undefined => {
  if (piece.length !== 1) return undefined
  const number = piece.charCodeAt(0) - FIRST_GAP
  return number >= 0 && number <= 3 ? number : undefined
}

export class Form {
  /** text and gaps in turns */
  readonly pieces: readonly string[]
  #id: string | undefined

  /** `text`: with a {@link gap} for each value */
  constructor(text: string) {
    this.pieces = text.split(GAPS)
  }

  get text(): string {
    return this.pieces.join('')
  }

  /** By which it is found; the same for the same text. */
  get id(): string {
    this.#id ??= createHash('sha256').update(this.text).digest('base64url')
    return this.#id
  }

  /** The text with its values. */
  filled(values: readonly string[]): string {
    return this.pieces
      .map((piece) => {
        const number = gapOf(piece)
        return number === undefined ? piece : values[number]!
      })
      .join('')
  }
}

/** A text by its form, and what is in the gaps. */
export interface Filled {
  readonly form: Form
  readonly values: readonly string[]
}
