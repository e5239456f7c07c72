import { goQuote } from '../../apimachinery/text/quote.ts'

/** A longer message is cut: it may repeat client text of any length. */
const SENTENCE_LENGTH = 1000

const SHOWN_LENGTH = 60

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text

export class FieldProblem extends Error {
  override readonly name = 'FieldProblem'
  /** `at`: path of the field; '' for the whole value */
  constructor(at: string, problem: string) {
    super(cut(at === '' ? problem : `${at}: ${problem}`, SENTENCE_LENGTH))
  }
}

/** Values of a program, unlike those of JSON, may have no JSON: functions, bigints, cycles. */
const jsonOf = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? typeof value
  } catch {
    return typeof value
  }
}

export const shownValue = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  // cut first, because quoting is slow
  if (typeof value === 'string') return cut(goQuote(value.slice(0, SHOWN_LENGTH)), SHOWN_LENGTH)
  return cut(jsonOf(value), SHOWN_LENGTH)
}

export const refuse = (at: string, wanted: string, value: unknown): never => {
  throw new FieldProblem(at, `write ${wanted}, not ${shownValue(value)}`)
}
