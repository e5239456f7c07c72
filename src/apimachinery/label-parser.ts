/** Grammar and error texts of label selectors (`k8s.io/apimachinery/pkg/labels`). */
import { FieldPath, fieldErrorText, invalid } from './field.ts'
import { labelRequirement, type LabelOperator, type LabelRequirement } from './label-requirement.ts'
import { qualifiedNameErrors } from './names.ts'
import type { ReleaseFeatures } from './release/release.ts'

/** a symbol or a word of the text; '' at its end */
type Token = string

const SPACE = /[ \t\r\n]*/y
const TOKEN = /==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+|$/y

/**
 * Returns where the match that starts at `at` ends. SPACE matches at every position, and TOKEN at
 * every position without a blank.
 */
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

/** Throws an Error with the real server's text. `in` and `notin` can also be keys or values. */
export const parseLabelRequirements = (
  text: string,
  release: ReleaseFeatures,
): LabelRequirement[] => {
  let at = 0
  let next: Token = END

  const take = (): Token => {
    const taken = next
    const start = endOf(SPACE, text, at)
    at = endOf(TOKEN, text, start)
    next = text.slice(start, at)
    return taken
  }

  const readRequirement = (): LabelRequirement => {
    const absent = next === '!'
    if (absent) take()
    const key = take()
    if (!isIdentifier(key)) throw found(key, 'identifier')
    checkKey(key, release)
    if (absent) return labelRequirement(key, '!', [])
    if (endsRequirement(next)) return labelRequirement(key, 'exists', [])
    const token = take()
    const operator = OPERATORS.get(token)
    if (operator === undefined) throw found(token, 'in, notin, =, ==, !=, gt, lt')
    const takesSet = operator === 'in' || operator === 'notin'
    return labelRequirement(key, operator, takesSet ? readValueSet() : [readExactValue()], release)
  }

  const readExactValue = (): string => {
    if (endsRequirement(next)) return ''
    const token = take()
    if (!isIdentifier(token)) throw found(token, 'identifier')
    return token
  }

  const readValueSet = (): Iterable<string> => {
    const open = take()
    if (open !== '(') throw new Error(`found '${open}' expected: '('`)
    if (next === ')') {
      take()
      return ['']
    }
    if (!isIdentifier(next) && next !== ',') throw found(next, "',', ')' or identifier")
    const values = readValues()
    take()
    return values
  }

  /** A missing value is ''. Before 1.35, the second of two commas is skipped, so `(a,,)` fails. */
  const readValues = (): Set<string> => {
    const values = new Set<string>()
    for (;;) {
      const token = take()
      if (isIdentifier(token)) {
        values.add(token)
        if (next !== ',' && next !== ')') throw found(next, "',' or ')'")
      } else if (token === ',') {
        if (values.size === 0 || next === ',' || next === ')') values.add('')
        if (next === ',' && !release.has('EmptyLastLabelValues')) {
          take()
          continue
        }
      } else throw found(token, "',', or identifier")
      if (next === ')') return values
    }
  }

  take()
  const requirements: LabelRequirement[] = []
  if (next === END) return requirements
  if (!startsRequirement(next)) throw found(next, "!, identifier, or 'end of string'")
  for (;;) {
    try {
      requirements.push(readRequirement())
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new Error(`unable to parse requirement: ${message}`, { cause: error })
    }
    const token = take()
    if (token === END) return requirements
    if (token !== ',') throw found(token, "',' or 'end of string'")
    if (!startsRequirement(next)) throw found(next, "identifier after ','")
  }
}
