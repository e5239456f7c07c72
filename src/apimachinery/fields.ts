/** Field selectors as `k8s.io/apimachinery/pkg/fields` parses and matches them. */
import { isTooLong, TOO_LONG } from './text/long-text.ts'

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Requirements that must all hold; a field that an object does not have counts as the empty string. */
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

/** Terms between commas that no backslash precedes. */
const TERM = /(?:\\[\s\S]|[^,\\]|\\$)+/g

/** The first operator of a term ends its field; `==` is tried before `=`. */
const OPERATOR = /!=|==?/

const unescapeValue = (text: string): string => {
  for (const [token] of text.matchAll(/\\[^]?|=/gu)) {
    // Go prints the character as its number
    if (token === '=') throw new Error('invalid field selector: unescaped character in value: 61')
    if (!['\\\\', '\\,', '\\='].includes(token)) {
      throw new Error(`invalid field selector: invalid escape sequence: ${token}`)
    }
  }
  return text.replaceAll(/\\([\\,=])/g, '$1')
}

/**
 * Reads a `fieldSelector` query parameter: `metadata.name=a,spec.signerName!=b`; `==` is `=`; `\` escapes `\`, `,` and `=` in
 * values; empty terms are passed over. Requirements come in the order of the sorted terms, as the real server checks them.
 * Throws an Error whose message is the server's text for a 400, and one of ours for a text of more than 64 KiB. Whether a
 * resource has such fields is not checked here.
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
  // `=` and `!=` by themselves select everything
  return new FieldSelector(requirements.filter(({ field, value }) => field !== '' || value !== ''))
}
