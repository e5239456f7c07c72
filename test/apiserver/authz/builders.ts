import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../../src/apis/rbac.ts'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import type { Attributes } from '../../../src/apiserver/authz/authorizer.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const apiGroup = 'rbac.authorization.k8s.io'

export const person = (name: string, ...groups: string[]): UserInfo => ({ name, groups, extra: {} })

export const user = (name: string): Subject => ({ kind: 'User', apiGroup, name })
export const group = (name: string): Subject => ({ kind: 'Group', apiGroup, name })
export const account = (name: string, namespace?: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

export const clusterRole = (
  name: string,
  rules: readonly PolicyRule[],
  labels: Record<string, string> = {},
): ClusterRole => ({ kind: 'ClusterRole', apiVersion, metadata: { name, labels }, rules })

export const role = (namespace: string, name: string, rules: readonly PolicyRule[]): Role => ({
  kind: 'Role',
  apiVersion,
  metadata: { name, namespace },
  rules,
})

export const clusterRoleBinding = (
  name: string,
  roleName: string,
  ...subjects: Subject[]
): ClusterRoleBinding => ({
  kind: 'ClusterRoleBinding',
  apiVersion,
  metadata: { name },
  subjects,
  roleRef: { apiGroup, kind: 'ClusterRole', name: roleName },
})

/** `reference`: `Role/name` or `ClusterRole/name`. */
export const roleBinding = (
  namespace: string,
  name: string,
  reference: string,
  ...subjects: Subject[]
): RoleBinding => {
  const [kind = '', roleName = ''] = reference.split('/')
  return {
    kind: 'RoleBinding',
    apiVersion,
    metadata: { name, namespace },
    subjects,
    roleRef: { apiGroup, kind, name: roleName },
  }
}

/** `words`: `verb group/resource[/subresource] [name]` (`core`: the core group) or `verb /path`. */
export const question = (
  asker: UserInfo,
  words: string,
  more: { readonly namespace?: string; readonly name?: string } = {},
): Attributes => {
  const [verb = '', what = '', name = ''] = words.split(' ')
  const [apiGroup = '', resource = '', subresource = ''] = what.startsWith('/')
    ? []
    : what.split('/')
  return {
    user: asker,
    verb,
    resourceRequest: !what.startsWith('/'),
    path: what.startsWith('/') ? what : '',
    namespace: more.namespace ?? '',
    apiGroup: apiGroup === 'core' ? '' : apiGroup,
    apiVersion: what.startsWith('/') ? '' : 'v1',
    resource,
    subresource,
    name: more.name ?? name,
  }
}

/** `words`: `verb,verb group/resource[/sub][,…] [name,…]` or `verb /path,…`. */
export const rule = (words: string): PolicyRule => {
  const [verbs = '', what = '', names] = words.split(' ')
  if (what.startsWith('/') || what === '*') {
    return { verbs: verbs.split(','), nonResourceURLs: what.split(',') }
  }
  const things = what.split(',').map((thing) => {
    const slash = thing.indexOf('/')
    return [thing.slice(0, slash), thing.slice(slash + 1)] as const
  })
  return {
    verbs: verbs.split(','),
    apiGroups: [...new Set(things.map(([g]) => (g === 'core' ? '' : g)))],
    resources: [...new Set(things.map(([, resource]) => resource))],
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  }
}
