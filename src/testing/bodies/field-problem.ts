/** Problems of what clients and programs hand over, each in one sentence that names the field. */
import { goQuote } from '../../apimachinery/text/quote.ts'

/** Longer sentences are cut: they repeat text of any length that a client sent. */
const SENTENCE_LENGTH = 1000

/** Longer values are cut where they are shown. */
const SHOWN_LENGTH = 60

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text

export class FieldProblem extends Error {
  override readonly name = 'FieldProblem'
  /** `at`: the path of the field; '' stands for the whole value */
  constructor(at: string, problem: string) {
    super(cut(at === '' ? problem : `${at}: ${problem}`, SENTENCE_LENGTH))
  }
}

/** A value as a sentence shows it. */
export const shownValue = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  // cut first: quoting a long text takes long
  if (typeof value === 'string') return cut(goQuote(value.slice(0, SHOWN_LENGTH)), SHOWN_LENGTH)
  return cut(JSON.stringify(value) ?? typeof value, SHOWN_LENGTH)
}

/** Throws a FieldProblem that says what to write in place of a value. */
export const refuse = (at: string, wanted: string, value: unknown): never => {
  throw new FieldProblem(at, `write ${wanted}, not ${shownValue(value)}`)
}
