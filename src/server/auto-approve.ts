import { readGivenRules } from '../testing/approvers/program-approvers.ts'
import type { Rule } from '../testing/approvers/rule.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'
import { OptionsError } from './options-error.ts'

/**
 * `file`: the flag's value, which is a path or the rules themselves. Throws an OptionsError that
 * names the rule and the field.
 */
export const autoApproveOf = (given: unknown, file: string | undefined): Rule[] => {
  if (given === undefined) return []
  try {
    return readGivenRules(given)
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error
    const name = file === undefined || file === given ? '' : ` ${file}`
    throw new OptionsError(`--auto-approve${name}: ${error.message}`)
  }
}
