/** Field selectors of `k8s.io/apimachinery/pkg/fields`. */
import { isTooLong, TOO_LONG } from './text/long-text.ts'

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Requirements that must all match. A field that an object lacks has the value ''. */
export class FieldSelector {
  readonly requirements: readonly FieldRequirement[]
  constructor(requirements: readonly FieldRequirement[]) {
    this.requirements = requirements
  }
  get empty(): boolean {
    return this.requirements.length === 0
  }
  matches(values: Readonly<Record<string, string>>): boolean {
    for (const { field, operator, value } of this.requirements) {
      const actual = Object.hasOwn(values, field) ? values[field] : ''
      if ((actual === value) !== (operator === '=')) return false
    }
    return true
  }
}

/** Terms between unescaped commas. */
const TERM = /(?:\\[\s\S]|[^,\\]|\\$)+/g

const OPERATOR = /!=|==?/

const unescapeValue = (text: string): string => {
  for (const [token] of text.matchAll(/\\[^]?|=/gu)) {
    // Go prints the character's number
    if (token === '=') throw new Error('invalid field selector: unescaped character in value: 61')
    if (!['\\\\', '\\,', '\\='].includes(token)) {
      throw new Error(`invalid field selector: invalid escape sequence: ${token}`)
    }
  }
  return text.replaceAll(/\\([\\,=])/g, '$1')
}

/**
 * Parses a `fieldSelector`: `metadata.name=a,spec.signerName!=b`; `\` escapes `\`, `,` and `=` in
 * values. Requirements are sorted by their terms, like the real server's. Throws an Error with the
 * real server's text; texts above 64 KiB get csrlab's own error.
 */
export const parseFieldSelector = (text: string): FieldSelector => {
  if (isTooLong(text)) throw new Error(`invalid field selector: ${TOO_LONG}`)
  const requirements = (text.match(TERM) ?? []).sort().map((term): FieldRequirement => {
    const operator = OPERATOR.exec(term)
    if (operator === null) {
      throw new Error(`invalid selector: '${text}'; can't understand '${term}'`)
    }
    return {
      field: term.slice(0, operator.index),
      operator: operator[0] === '!=' ? '!=' : '=',
      value: unescapeValue(term.slice(operator.index + operator[0].length)),
    }
  })
  // a lone `=` or `!=` selects everything
  return new FieldSelector(requirements.filter(({ field, value }) => field !== '' || value !== ''))
}
