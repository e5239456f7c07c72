/** Grammar and error texts of label selectors (`k8s.io/apimachinery/pkg/labels`). */
import { FieldPath, fieldErrorText, invalid } from './field.ts'
import { labelRequirement, type LabelOperator, type LabelRequirement } from './label-requirement.ts'
import { qualifiedNameErrors } from './names.ts'
import type { ReleaseFeatures } from './release/release.ts'

/** Symbol or identifier; '' at the end. */
type Token = string

const SPACE = /[ \t\r\n]*/y
const TOKEN = /==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+|$/y

/** Returns the end of the match at `at`. SPACE always matches; TOKEN matches after any space. */
const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  pattern.test(text)
  return pattern.lastIndex
}

const SYMBOLS = '=!(),<>'
const END: Token = ''

const isIdentifier = (token: Token): boolean => token !== END && !SYMBOLS.includes(token[0]!)

const OPERATORS: ReadonlyMap<string, LabelOperator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
])

const found = (token: Token, expected: string): Error =>
  new Error(`found '${token}', expected: ${expected}`)

const startsRequirement = (token: Token): boolean => token === '!' || isIdentifier(token)

const endsRequirement = (token: Token): boolean => token === END || token === ','

const checkKey = (key: string, release: ReleaseFeatures): void => {
  const errors = qualifiedNameErrors(key, release)
  // Go prints an unset path as <nil>
  if (errors.length > 0)
    throw new Error(fieldErrorText(invalid(FieldPath.of('<nil>'), key, errors.join('; '))))
}

/** Recursive descent parser; `in` and `notin` are keywords only as operators. */
class Parser {
  readonly #text: string
  readonly #release: ReleaseFeatures
  #at = 0
  #next: Token = END
  constructor(text: string, release: ReleaseFeatures) {
    this.#text = text
    this.#release = release
    this.#take()
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = []
    const first = this.#next
    if (first === END) return requirements
    if (!startsRequirement(first)) throw found(first, "!, identifier, or 'end of string'")
    for (;;) {
      requirements.push(this.#requirementOrThrow())
      const next = this.#take()
      if (next === END) return requirements
      if (next !== ',') throw found(next, "',' or 'end of string'")
      if (!startsRequirement(this.#next)) throw found(this.#next, "identifier after ','")
    }
  }

  #take(): Token {
    const taken = this.#next
    const start = endOf(SPACE, this.#text, this.#at)
    this.#at = endOf(TOKEN, this.#text, start)
    this.#next = this.#text.slice(start, this.#at)
    return taken
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
    const absent = this.#next === '!'
    if (absent) this.#take()
    const key = this.#take()
    if (!isIdentifier(key)) throw found(key, 'identifier')
    checkKey(key, this.#release)
    if (absent) return labelRequirement(key, '!', [])
    if (endsRequirement(this.#next)) return labelRequirement(key, 'exists', [])
    const token = this.#take()
    const operator = OPERATORS.get(token)
    if (operator === undefined) throw found(token, 'in, notin, =, ==, !=, gt, lt')
    const takesSet = operator === 'in' || operator === 'notin'
    return labelRequirement(
      key,
      operator,
      takesSet ? this.#valueSet() : [this.#exactValue()],
      this.#release,
    )
  }

  #exactValue(): string {
    if (endsRequirement(this.#next)) return ''
    const token = this.#take()
    if (!isIdentifier(token)) throw found(token, 'identifier')
    return token
  }

  #valueSet(): Iterable<string> {
    const open = this.#take()
    if (open !== '(') throw new Error(`found '${open}' expected: '('`)
    const first = this.#next
    if (first === ')') {
      this.#take()
      return ['']
    }
    if (!isIdentifier(first) && first !== ',') throw found(first, "',', ')' or identifier")
    const values = this.#values()
    this.#take()
    return values
  }

  /**
   * Parses values up to the closing parenthesis; a missing value is ''. Before 1.35 a second comma
   * is consumed with the first, so a value or another comma must follow (`parseIdentifiersList`).
   */
  #values(): Set<string> {
    const values = new Set<string>()
    for (;;) {
      const token = this.#take()
      const next = this.#next
      if (isIdentifier(token)) {
        values.add(token)
        if (next !== ',' && next !== ')') throw found(next, "',' or ')'")
      } else if (token === ',') {
        if (values.size === 0 || next === ',' || next === ')') values.add('')
        if (next === ',' && !this.#release.has('EmptyLastLabelValues')) {
          this.#take()
          continue
        }
      } else throw found(token, "',', or identifier")
      if (next === ')') return values
    }
  }
}

/** Returns the requirements in text order; throws an Error with the server's text for a 400. */
export const parseLabelRequirements = (
  text: string,
  release: ReleaseFeatures,
): LabelRequirement[] => new Parser(text, release).parse()
