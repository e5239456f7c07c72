import { isJsonObject } from '../../apimachinery/text/json.ts'
import { ManyValues } from '../../apimachinery/text/many-values.ts'
import { parseYaml, YamlError } from '../../apimachinery/text/yaml/read.ts'
import { checkedCopy } from '../bodies/check.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { makeRule, MATCHED_FIELDS, type Rule, verdictOf } from './rule.ts'

/** A limit, because a CSR that no rule matches is compared with all rules. */
const MOST_RULES = 100

const readRule = (value: unknown, number: number): Rule => {
  const rule = checkedCopy('ApproverRule', value)
  const verdict = verdictOf(rule, '', 'CsrlabApprovers', `by rule ${number} of the approvers`)
  if (verdict === undefined)
    throw new FieldProblem('', 'give a decision: "approve": true, or "deny": a reason')
  if (MATCHED_FIELDS.every((name) => rule[name] === undefined) && rule.everything !== true)
    throw new FieldProblem(
      '',
      `say which requests it applies to (${MATCHED_FIELDS.join(', ')}); "everything": true means all`,
    )
  return makeRule(rule, verdict)
}

/** Takes the list out of `{ rules: […] }`, the answer of `GET /approvers`. */
const listed = (value: unknown): unknown =>
  isJsonObject(value) && Object.keys(value).join(',') === 'rules' ? value['rules'] : value

/** Throws FieldProblem, whose message numbers the rules from 1. */
export const rulesOf = (value: unknown): Rule[] => {
  const items = listed(value)
  if (!Array.isArray(items))
    throw new FieldProblem(
      '',
      // the value is not quoted, since a file given by mistake may be a private key
      'write a list of rules, such as [{"groups": ["developers"], "approve": true}]',
    )
  if (items.length > MOST_RULES)
    throw new FieldProblem('', `there are ${items.length} rules; at most ${MOST_RULES} are allowed`)
  return items.map((item, i) => {
    try {
      return readRule(item, i + 1)
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error
      throw new FieldProblem('', `rule ${i + 1}: ${error.message}`)
    }
  })
}

/** Whether there is a second document, which would not be parsed. */
const hasMore = (text: string): boolean => {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line))
  return lines.slice(1, -1).some((line) => /^---(?:\s|$)/.test(line))
}

/** Reads YAML or JSON. Throws FieldProblem. */
export const readRules = (text: string): Rule[] => {
  if (hasMore(text))
    throw new FieldProblem('', 'write all rules as one list; only the first document would be read')
  try {
    const { value, strictError } = parseYaml(text)
    if (strictError !== undefined) throw new FieldProblem('', strictError.split('\n')[1]!.trim())
    return rulesOf(value ?? undefined)
  } catch (error) {
    if (error instanceof YamlError) throw new FieldProblem('', error.message.replace('yaml: ', ''))
    if (error instanceof ManyValues) throw new FieldProblem('', 'the rules have too many values')
    throw error
  }
}
