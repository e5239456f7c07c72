import { append } from '../../apimachinery/append.ts'
import { type FieldError, FieldPath, invalid, required } from '../../apimachinery/field.ts'
import {
  type LabelSelectorSpec,
  validateLabelSelector,
} from '../../apimachinery/label-selector-spec.ts'
import type { ClusterRole, PolicyRule } from '../../apis/rbac.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const validateRule = (rule: PolicyRule, namespaced: boolean, path: FieldPath): FieldError[] => {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const errors: FieldError[] = []
  // the type requires verbs, but clients may omit them
  if (((rule.verbs as readonly string[] | null | undefined)?.length ?? 0) === 0) {
    errors.push(required(path.child('verbs'), 'verbs must contain at least one value'))
  }
  if (nonResourceURLs.length > 0) {
    const urls = path.child('nonResourceURLs')
    const refuse = (detail: string): void =>
      void errors.push(invalid(urls, nonResourceURLs, detail))
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs')
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs')
    }
    return errors
  }
  if (apiGroups.length === 0) {
    errors.push(
      required(path.child('apiGroups'), 'resource rules must supply at least one api group'),
    )
  }
  if (resources.length === 0) {
    errors.push(
      required(path.child('resources'), 'resource rules must supply at least one resource'),
    )
  }
  return errors
}

export const validateRules = (
  rules: readonly PolicyRule[] | null | undefined,
  namespaced: boolean,
): FieldError[] =>
  (rules ?? []).flatMap((rule, i) => validateRule(rule, namespaced, FieldPath.of('rules').index(i)))

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
