import { parseYaml } from '../apimachinery/text/yaml/read.ts'
import {
  ANY_REQUEST,
  type AuditedResources,
  type AuditRule,
  type Policy,
} from '../apiserver/audit/policy.ts'
import { checkedCopy } from '../testing/bodies/check.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'

const NO_NAMES: AuditedResources = { group: '', resources: [], resourceNames: [] }

const ruleOf = (written: object, i: number): AuditRule => {
  const rule = { ...ANY_REQUEST, ...(written as Pick<AuditRule, 'level'>) }
  const resources = rule.resources.map((one) => ({ ...NO_NAMES, ...one }))
  if (resources.some((one) => one.resourceNames.length > 0 && one.resources.length === 0))
    throw new FieldProblem(
      `rules[${i}].resources`,
      'name the resources to which resourceNames belong',
    )
  if (rule.nonResourceURLs.length > 0 && rule.namespaces.length + resources.length > 0)
    throw new FieldProblem(`rules[${i}]`, 'write separate rules for resources and nonResourceURLs')
  return { ...rule, resources }
}

const KIND = /\bkind["']?\s*:\s*["']?Policy\b/

/**
 * Reads an audit policy like kube-apiserver's `--audit-policy-file`, but rejects unknown fields.
 * Throws FieldProblem and YamlError.
 */
export const parseAuditPolicy = (text: string): Policy => {
  // later errors quote the text, which may be a private key
  if (!KIND.test(text))
    throw new FieldProblem('', 'write an audit policy, with kind: Policy and rules')
  const policy = checkedCopy('AuditPolicy', parseYaml(text).value)
  const { rules, omitStages = [], omitManagedFields = false } = policy
  return { rules: rules.map(ruleOf), omitStages, omitManagedFields }
}
