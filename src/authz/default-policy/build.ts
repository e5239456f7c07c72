/** Helpers with which the default policy is written down. All lists come out sorted, as on the real server. */
import type { KubeObject, StringMap } from '../../api/meta.ts'
import {
  AUTOUPDATE_ANNOTATION,
  RBAC_API_VERSION,
  RBAC_GROUP,
  type ClusterRole,
  type ClusterRoleBinding,
  type PolicyRule,
  type Role,
  type RoleBinding,
  type RoleRef,
  type Subject,
} from '../../api/kinds/rbac.ts'

export const READ = ['get', 'list', 'watch']
export const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']
export const READ_WRITE = [...READ, ...WRITE]

type Names = string | readonly string[]

const sorted = (names: Names): string[] => (typeof names === 'string' ? [names] : [...names].sort())

/** `verbs` on `resources` of `groups` ('' is core), or only on those of `names`. */
export const allow = (
  verbs: Names,
  groups: Names,
  resources: Names,
  names?: Names,
): PolicyRule => ({
  verbs: sorted(verbs),
  apiGroups: sorted(groups),
  resources: sorted(resources),
  ...(names === undefined ? {} : { resourceNames: sorted(names) }),
})

/** `verbs` on paths that are no resources. */
export const allowPaths = (verbs: Names, paths: Names): PolicyRule => ({
  verbs: sorted(verbs),
  nonResourceURLs: sorted(paths),
})

/** What everybody needs who reports events. */
export const EVENTS = allow(['create', 'patch', 'update'], ['', 'events.k8s.io'], 'events')

const map = (entries: Readonly<Record<string, string>>): StringMap =>
  Object.assign(Object.create(null), entries)

const object = (
  kind: string,
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): KubeObject => ({
  kind,
  apiVersion: RBAC_API_VERSION,
  metadata: {
    name,
    ...(namespace === '' ? {} : { namespace }),
    labels: map({ 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels }),
    annotations: map({ [AUTOUPDATE_ANNOTATION]: 'true' }),
  },
})

/** The label by which `admin`, `edit` and `view` find what they gather. */
const aggregateTo = (role: string): string => `rbac.authorization.k8s.io/aggregate-to-${role}`
const gathered = (by: string | undefined): Record<string, string> =>
  by === undefined ? {} : { [aggregateTo(by)]: 'true' }

/** `by`: the role that gathers this one. */
export const clusterRole = (
  name: string,
  rules: readonly PolicyRule[],
  by?: string,
): ClusterRole => ({
  ...object('ClusterRole', name, '', gathered(by)),
  rules,
})

/** A role that gathers the rules of those labelled for it; its own are filled in later. */
export const gatheringRole = (name: string, by?: string): ClusterRole => ({
  ...object('ClusterRole', name, '', gathered(by)),
  rules: null,
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: map(gathered(name)) }] },
})

export const role = (namespace: string, name: string, rules: readonly PolicyRule[]): Role => ({
  ...object('Role', name, namespace, {}),
  rules,
})

export const user = (name: string): Subject => ({ kind: 'User', apiGroup: RBAC_GROUP, name })
export const group = (name: string): Subject => ({ kind: 'Group', apiGroup: RBAC_GROUP, name })
/** A service account of kube-system. */
export const systemAccount = (name: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  namespace: 'kube-system',
})

const bound = (kind: string, name: string, subjects: readonly Subject[]) => ({
  ...(subjects.length === 0 ? {} : { subjects }),
  roleRef: { apiGroup: RBAC_GROUP, kind, name } satisfies RoleRef,
})

/** Binds the ClusterRole of the same name. */
export const clusterRoleBinding = (
  name: string,
  ...subjects: readonly Subject[]
): ClusterRoleBinding => ({
  ...object('ClusterRoleBinding', name, '', {}),
  ...bound('ClusterRole', name, subjects),
})

/** Binds a Role of the same namespace. */
export const roleBinding = (
  namespace: string,
  name: string,
  roleName: string,
  ...subjects: readonly Subject[]
): RoleBinding => ({
  ...object('RoleBinding', name, namespace, {}),
  ...bound('Role', roleName, subjects),
})
