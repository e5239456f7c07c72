/** The default policy of Kubernetes (`rbac/bootstrappolicy`). */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { frozen } from '../../../apimachinery/frozen.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import {
  AUTOUPDATE_ANNOTATION,
  RBAC_API_VERSION,
  type ClusterRole,
  type ClusterRoleBinding,
  type Role,
  type RoleBinding,
} from '../../../apis/rbac.ts'
import type { Release } from '../../../apimachinery/release/release.ts'
import { POLICY_GATES, policyData, type PolicyEntry, type PolicyKind } from './policy-data.ts'

export interface DefaultPolicy {
  readonly clusterRoles: readonly ClusterRole[]
  readonly clusterRoleBindings: readonly ClusterRoleBinding[]
  /** in kube-system and kube-public */
  readonly roles: readonly Role[]
  readonly roleBindings: readonly RoleBinding[]
}

/** The fields have the order of stored objects. */
const objectOf = (
  kind: string,
  { metadata, rules, aggregationRule, subjects, roleRef }: PolicyEntry,
  isOn: (gated: Pick<PolicyEntry, 'gate'>) => boolean,
): KubeObject => {
  const { name, namespace, labels } = metadata
  return {
    kind,
    apiVersion: RBAC_API_VERSION,
    metadata: {
      name,
      ...omitEmpty({ namespace }),
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
      annotations: { [AUTOUPDATE_ANNOTATION]: 'true' },
    },
    ...(rules && { rules: rules.filter(isOn).map(({ gate: _gate, ...rule }) => rule) }),
    ...(aggregationRule && { rules: null, aggregationRule }),
    ...omitEmpty({ subjects, roleRef }),
  }
}

const policyFor = (release: Release): DefaultPolicy => {
  const isOn = ({ gate }: Pick<PolicyEntry, 'gate'>): boolean =>
    gate === undefined || release.has(gate)
  const data = policyData().filter(({ since }) => since === undefined || release.has(since))
  const objects = <T extends KubeObject>(kind: string, entries: PolicyKind): T[] => {
    // an entry of a later release replaces the entry of the same name
    const byName = new Map<string, PolicyEntry>()
    for (const entry of data.flatMap((one) => one[entries] ?? []))
      byName.set(`${entry.metadata.namespace}/${entry.metadata.name}`, entry)
    return [...byName.values()].filter(isOn).map((entry) => objectOf(kind, entry, isOn) as T)
  }
  return frozen({
    clusterRoles: objects<ClusterRole>('ClusterRole', 'clusterRoles'),
    clusterRoleBindings: objects<ClusterRoleBinding>('ClusterRoleBinding', 'clusterRoleBindings'),
    roles: objects<Role>('Role', 'roles'),
    roleBindings: objects<RoleBinding>('RoleBinding', 'roleBindings'),
  })
}

const policies = new Map<string, DefaultPolicy>()

/**
 * Returns the frozen policy of a release, shared in the process. The aggregation controller adds
 * the rules of `admin`, `edit` and `view`.
 */
export const defaultPolicy = (release: Release): DefaultPolicy => {
  const key = [release.name, ...POLICY_GATES.filter((gate) => release.has(gate))].join(' ')
  let policy = policies.get(key)
  if (policy === undefined) policies.set(key, (policy = policyFor(release)))
  return policy
}
