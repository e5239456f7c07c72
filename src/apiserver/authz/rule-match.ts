import type { PolicyRule } from '../../apis/rbac.ts'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import type { Attributes } from './authorizer.ts'

/** `pods/log`, as in rules */
export const combinedResource = ({
  resource,
  subresource,
}: Pick<Attributes, 'resource' | 'subresource'>): string =>
  subresource === '' ? resource : `${resource}/${subresource}`

/** Trailing stars match any rest (`k8s.io/component-helpers/auth/rbac/validation`). */
export const pathMatches = (pattern: string, path: string): boolean =>
  pattern === path || (pattern.endsWith('*') && path.startsWith(withoutTrailing(pattern, '*')))

const resourceMatches = (rule: PolicyRule, combined: string, subresource: string): boolean => {
  for (const resource of rule.resources ?? []) {
    if (resource === '*' || resource === combined) return true
    if (subresource !== '' && resource.startsWith('*/') && resource.slice(2) === subresource) {
      return true
    }
  }
  return false
}

const nameMatches = ({ resourceNames }: PolicyRule, name: string): boolean =>
  !resourceNames?.length || resourceNames.includes(name)

/**
 * `pods` does not match `pods/log`, but `*` does. A rule with resourceNames matches no request
 * without a name. `combined`: {@link combinedResource}.
 */
export const ruleAllows = (rule: PolicyRule, request: Attributes, combined: string): boolean => {
  const { verbs, apiGroups = [], nonResourceURLs = [] } = rule
  if (!verbs.includes(request.verb) && !verbs.includes('*')) return false
  if (!request.resourceRequest) {
    return nonResourceURLs.some((pattern) => pathMatches(pattern, request.path))
  }
  return (
    (apiGroups.includes(request.apiGroup) || apiGroups.includes('*')) &&
    resourceMatches(rule, combined, request.subresource) &&
    nameMatches(rule, request.name)
  )
}
