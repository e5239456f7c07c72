import {
  type FieldError,
  FieldPath,
  fieldErrorText,
  invalid,
  required,
} from '../../../api/field.ts'
import {
  labelSelectorOf,
  type LabelSelectorSpec,
  validateLabelSelector,
} from '../../../api/label-selector.ts'
import { qualifiedNameErrors } from '../../../api/names.ts'
import type { ClusterRole } from '../../../api/kinds/rbac.ts'
import { validateRules } from '../rules.ts'
import type { Release } from '../../../release/release.ts'

/** Why the selector cannot be turned into requirements: Go tells it once more, as one text. */
const selectorProblem = (
  spec: LabelSelectorSpec,
  release: Pick<Release, 'has'>,
): string | undefined => {
  const keys = [
    ...Object.keys(spec.matchLabels ?? {}),
    ...(spec.matchExpressions ?? []).map(({ key }) => key),
  ]
  for (const key of keys) {
    const errors = qualifiedNameErrors(key, release)
    if (errors.length > 0)
      return fieldErrorText(invalid(FieldPath.of('key'), key, errors.join('; ')))
  }
  try {
    labelSelectorOf(spec, release)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const validateSelector = (
  spec: LabelSelectorSpec,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const problem = selectorProblem(spec, release)
  return [
    ...validateLabelSelector(spec, path, release),
    // the value shown is the selector that could not be made
    ...(problem === undefined ? [] : [invalid(path, null, `invalid label selector: ${problem}`)]),
  ]
}

export const validateClusterRole = (
  { release }: { readonly release: Pick<Release, 'has'> },
  { rules, aggregationRule }: ClusterRole,
): FieldError[] => {
  const errors = validateRules(rules, false)
  if (aggregationRule === undefined) return errors
  const { clusterRoleSelectors = [] } = aggregationRule
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors')
  if (clusterRoleSelectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    errors.push(required(path, detail))
  }
  errors.push(
    ...clusterRoleSelectors.flatMap((spec, i) => validateSelector(spec, path.index(i), release)),
  )
  return errors
}
