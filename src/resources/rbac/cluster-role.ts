import { append } from '../../apimachinery/append.ts'
import { type FieldError, FieldPath, invalid, required } from '../../apimachinery/field.ts'
import {
  type LabelSelectorSpec,
  validateLabelSelector,
} from '../../apimachinery/label-selector-spec.ts'
import type { ClusterRole } from '../../apis/rbac.ts'
import { validateRules } from './rules.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const validateSelector = (
  spec: LabelSelectorSpec,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const errors = validateLabelSelector(spec, path, release)
  // the real server adds an error for the selector as a whole
  return errors.length === 0 ? [] : [...errors, invalid(path, null, 'invalid label selector.')]
}

export const validateClusterRole = (
  { rules, aggregationRule }: ClusterRole,
  { release }: { readonly release: ReleaseFeatures },
): FieldError[] => {
  const errors = validateRules(rules, false)
  if (aggregationRule === undefined) return errors
  const { clusterRoleSelectors = [] } = aggregationRule
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors')
  if (clusterRoleSelectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    errors.push(required(path, detail))
  }
  append(
    errors,
    clusterRoleSelectors.flatMap((spec, i) => validateSelector(spec, path.index(i), release)),
  )
  return errors
}
