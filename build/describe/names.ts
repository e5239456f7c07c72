/** Names of groups, kinds and operations in Kubernetes' OpenAPI documents. */
import { apiVersionOf } from '../../src/apimachinery/meta.ts'

export interface GroupVersion {
  /** '' for core */
  readonly group: string
  readonly version: string
}

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** `core`, `certificates`, `rbacAuthorization`: the tag of a group. */
export const groupTag = (group: string): string =>
  group === ''
    ? 'core'
    : group.replace(/\.k8s\.io$/, '').replace(/[.-](\w)/g, (_, letter: string) => capital(letter))

export const versionTag = ({ group, version }: GroupVersion): string =>
  `${groupTag(group)}_${version}`

/** `CertificatesV1`: follows the verb in an operation ID. */
export const idOf = ({ group, version }: GroupVersion): string =>
  capital(groupTag(group)) + capital(version)

/** The path of a version: `/api/v1`, `/apis/apps/v1`. */
export const rootOf = ({ group, version }: GroupVersion): string =>
  `${group === '' ? '/api' : '/apis'}/${apiVersionOf({ group, version })}`

/** `a Pod`, `an Event`. */
export const oneOf = (kind: string): string => `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`

/** `Pods`, `Endpoints`, `NetworkPolicies`: a resource's name, capitalized like its kind. */
export const pluralOf = (kind: string, resource: string): string => {
  const singular = kind.toLowerCase()
  let same = 0
  while (same < kind.length && singular[same] === resource[same]) same++
  return kind.slice(0, same) + resource.slice(same)
}
