/** The default policy: all of 1.34, then the changes of each later release. */
import type { ObjectMeta } from '../../../apimachinery/meta.ts'
import type { AggregationRule, PolicyRule, RoleRef, Subject } from '../../../apis/rbac.ts'
import { loadCompiledYaml } from '../../../apimachinery/text/compiled-yaml.ts'
import type { ReleaseChange } from '../../../apimachinery/release/changes.ts'
import type { GateName } from '../../../apimachinery/release/release.ts'

export const POLICY_GATES = [
  'ClusterTrustBundle',
  'PodCertificateRequest',
] as const satisfies GateName[]

interface GatedEntry {
  readonly gate?: (typeof POLICY_GATES)[number]
}

/** A role or binding without the fields that all objects of the policy share. */
export interface PolicyEntry extends GatedEntry {
  readonly metadata: ObjectMeta & { readonly name: string }
  readonly rules?: readonly (PolicyRule & GatedEntry)[]
  readonly aggregationRule?: AggregationRule
  readonly subjects?: readonly Subject[]
  readonly roleRef?: RoleRef
}

export type PolicyKind = 'clusterRoles' | 'clusterRoleBindings' | 'roles' | 'roleBindings'

interface PolicyData extends Readonly<Partial<Record<PolicyKind, readonly PolicyEntry[]>>> {
  /** releases with this change have these objects; default: all releases */
  readonly since?: ReleaseChange
}

export const POLICY_FILES = ['v1.34', 'v1.35', 'v1.36', 'v1.37'].map(
  (release) => `src/apiserver/authz/default-policy/${release}.yaml`,
)

let loaded: readonly PolicyData[] | undefined

export const policyData = (): readonly PolicyData[] =>
  (loaded ??= POLICY_FILES.map((file) => loadCompiledYaml(file) as PolicyData))
