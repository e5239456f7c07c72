/** Reads the rules of the approvers: from a file, the body of a request, or a program. */
import { KEY_USAGES } from '../../api/kinds/certificates.ts'
import { isJsonObject, JsonSyntaxError } from '../../api/text/json.ts'
import { ManyValues } from '../../api/text/many-values.ts'
import { parseYaml, YamlError } from '../../api/text/yaml/read.ts'
import {
  choiceField,
  FieldProblem,
  type FieldReader,
  flagField,
  listField,
  numberField,
  objectField,
  optionalField,
  shownValue,
  textField,
} from '../field-readers.ts'
import { type ApproverRule, makeRule, type Rule, type RuleVerdict } from './rule.ts'

/** Each request that nobody has decided is held against all of them. */
const MOST_RULES = 100
/** Longer than any name that a certificate may have. */
const LONGEST_PATTERN = 512
const MOST_PATTERNS = 100

const patternField =
  (example: string): FieldReader<string> =>
  (value, at) => {
    const pattern = textField(`a pattern, such as "${example}"`)(value, at)
    if (pattern.length <= LONGEST_PATTERN) return pattern
    throw new FieldProblem(at, `write at most ${LONGEST_PATTERN} characters`)
  }

/** `least`: 1 where an empty list would fit nobody */
const someField =
  <T>(read: FieldReader<T>, example: string, least = 1): FieldReader<T[]> =>
  (value, at) => {
    const items = listField(read)(value, at)
    if (items.length >= least && items.length <= MOST_PATTERNS) return items
    throw new FieldProblem(at, `write ${least} to ${MOST_PATTERNS} of them, such as ["${example}"]`)
  }

const patternsField = (example: string): FieldReader<string[]> =>
  someField(patternField(example), example)

const MATCH = {
  signer: optionalField(patternField('kubernetes.io/*')),
  users: optionalField(patternsField('system:node:*')),
  groups: optionalField(patternsField('developers')),
  commonName: optionalField(patternField('dev-*')),
  organizations: optionalField(someField(patternField('developers'), 'developers', 0)),
  usages: optionalField(someField(choiceField(KEY_USAGES), 'client auth')),
  expirationSeconds: optionalField(numberField(1)),
}

const markField: FieldReader<true> = (value, at) => {
  if (value === true) return true
  throw new FieldProblem(at, `write true, or deny with a reason, not ${shownValue(value)}`)
}

const RULE = objectField({
  ...MATCH,
  everything: optionalField(flagField),
  approve: optionalField(markField),
  deny: optionalField(textField('a reason, such as "not in this lab"')),
})

const verdictOf = ({ approve, deny }: ReturnType<typeof RULE>): RuleVerdict => {
  if (approve !== undefined && deny !== undefined)
    throw new FieldProblem('', 'give approve or deny, not both')
  if (approve !== undefined) return { approve }
  if (deny !== undefined) return { deny }
  throw new FieldProblem(
    '',
    'say what becomes of the request: "approve": true, or "deny": a reason',
  )
}

const readRule = (value: unknown): Rule => {
  const read = RULE(value, '')
  const verdict = verdictOf(read)
  const isEmpty = Object.keys(MATCH).every((name) => read[name as keyof typeof MATCH] === undefined)
  if (isEmpty && read.everything !== true)
    throw new FieldProblem(
      '',
      `say which requests it is for (${Object.keys(MATCH).join(', ')}); "everything": true is for all of them`,
    )
  const said = Object.entries(read).filter(([, field]) => field !== undefined)
  return makeRule(Object.fromEntries(said) as ApproverRule, verdict)
}

/** What was listed, also as a list of the rules shows it. */
const listed = (value: unknown): unknown =>
  isJsonObject(value) && Object.keys(value).join(',') === 'rules' ? value['rules'] : value

/** A list of rules, at most {@link MOST_RULES}. Its problems name a rule by its number, from 1, and its field. */
export const rulesField: FieldReader<Rule[]> = (value, at) => {
  const items = listed(value)
  if (!Array.isArray(items))
    throw new FieldProblem(
      at,
      `write a list of rules, such as [{"groups": ["developers"], "approve": true}], not ${shownValue(items)}`,
    )
  if (items.length > MOST_RULES)
    throw new FieldProblem(at, `there are ${items.length} rules; there may be ${MOST_RULES}`)
  return items.map((item, i) => {
    try {
      return readRule(item)
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error
      throw new FieldProblem(at, `rule ${i + 1}: ${error.message}`)
    }
  })
}

/** Behind another document: only the first of a stream is read. */
const hasMore = (text: string): boolean => {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line))
  return lines.slice(1, -1).some((line) => /^---(?:\s|$)/.test(line))
}

/** The same from a text in YAML or JSON. */
export const readRules = (text: string): Rule[] => {
  if (hasMore(text))
    throw new FieldProblem('', 'write all rules as one list; only the first document would be read')
  try {
    const { value, strictError } = parseYaml(text)
    if (strictError !== undefined) throw new FieldProblem('', strictError.split('\n')[1]!.trim())
    return rulesField(value ?? undefined, '')
  } catch (error) {
    if (error instanceof YamlError) throw new FieldProblem('', error.message.replace('yaml: ', ''))
    if (error instanceof JsonSyntaxError) throw new FieldProblem('', error.message)
    if (error instanceof ManyValues) throw new FieldProblem('', 'it has too many values for rules')
    throw error
  }
}
