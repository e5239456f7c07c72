/** The grammar of label selectors, with the error texts of `k8s.io/apimachinery/pkg/labels`. */
import { FieldPath, fieldErrorText, invalid } from './field.ts'
import { labelRequirement, type LabelOperator, type LabelRequirement } from './label-requirement.ts'
import { qualifiedNameErrors } from './names.ts'

interface Token {
  readonly type: 'symbol' | 'identifier' | 'end'
  readonly text: string
}

const TOKEN = /==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+/g
const SYMBOLS = '=!(),<>'
const END: Token = { type: 'end', text: '' }

const tokensOf = (text: string): Token[] => {
  const tokens = (text.match(TOKEN) ?? []).map((token): Token => ({
    type: SYMBOLS.includes(token[0]!) ? 'symbol' : 'identifier',
    text: token,
  }))
  return [...tokens, END]
}

const OPERATORS: ReadonlyMap<string, LabelOperator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
])

const found = ({ text }: Token, expected: string): Error =>
  new Error(`found '${text}', expected: ${expected}`)

const startsRequirement = ({ type, text }: Token): boolean => type === 'identifier' || text === '!'

const endsRequirement = ({ type, text }: Token): boolean => type === 'end' || text === ','

const checkKey = (key: string): void => {
  const errors = qualifiedNameErrors(key)
  // a path that was never set prints as <nil>
  if (errors.length > 0)
    throw new Error(fieldErrorText(invalid(FieldPath.of('<nil>'), key, errors.join('; '))))
}

/** Recursive descent; `in` and `notin` are keywords only where an operator stands. */
class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = []
    const first = this.#peek()
    if (first.type === 'end') return requirements
    if (!startsRequirement(first)) throw found(first, "!, identifier, or 'end of string'")
    for (;;) {
      requirements.push(this.#requirementOrThrow())
      const next = this.#take()
      if (next.type === 'end') return requirements
      if (next.text !== ',') throw found(next, "',' or 'end of string'")
      if (!startsRequirement(this.#peek())) throw found(this.#peek(), "identifier after ','")
    }
  }

  /** The end is never taken away, so there always is a token. */
  #peek(): Token {
    return this.#tokens[this.#at] ?? END
  }

  #take(): Token {
    return this.#tokens[this.#at++] ?? END
  }

  #requirementOrThrow(): LabelRequirement {
    try {
      return this.#requirement()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new Error(`unable to parse requirement: ${message}`, { cause: error })
    }
  }

  #requirement(): LabelRequirement {
    const absent = this.#peek().text === '!'
    if (absent) this.#take()
    const key = this.#take()
    if (key.type !== 'identifier') throw found(key, 'identifier')
    checkKey(key.text)
    if (absent) return labelRequirement(key.text, '!', [])
    if (endsRequirement(this.#peek())) return labelRequirement(key.text, 'exists', [])
    const token = this.#take()
    const operator = OPERATORS.get(token.text)
    if (operator === undefined) throw found(token, 'in, notin, =, ==, !=, gt, lt')
    const takesSet = operator === 'in' || operator === 'notin'
    return labelRequirement(key.text, operator, takesSet ? this.#valueSet() : [this.#exactValue()])
  }

  #exactValue(): string {
    if (endsRequirement(this.#peek())) return ''
    const token = this.#take()
    if (token.type !== 'identifier') throw found(token, 'identifier')
    return token.text
  }

  #valueSet(): Iterable<string> {
    const open = this.#take()
    if (open.text !== '(') throw new Error(`found '${open.text}' expected: '('`)
    const first = this.#peek()
    if (first.text === ')') {
      this.#take()
      return ['']
    }
    if (first.type !== 'identifier' && first.text !== ',')
      throw found(first, "',', ')' or identifier")
    const values = this.#values()
    this.#take()
    return values
  }

  /** Values up to the closing parenthesis; one that is missing beside a comma is the empty string. */
  #values(): Set<string> {
    const values = new Set<string>()
    for (;;) {
      const token = this.#take()
      const next = this.#peek().text
      if (token.type === 'identifier') {
        values.add(token.text)
        if (next !== ',' && next !== ')') throw found(this.#peek(), "',' or ')'")
      } else if (token.text === ',') {
        if (values.size === 0 || next === ',' || next === ')') values.add('')
      } else throw found(token, "',', or identifier")
      if (next === ')') return values
    }
  }
}

/** The requirements in the order of the text; throws an Error whose message is the server's text for a 400. */
export const parseLabelRequirements = (text: string): LabelRequirement[] => new Parser(text).parse()
