import { createHash } from 'node:crypto'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { ALL_VERBS, SUBRESOURCE_VERBS } from '../../registry/resource.ts'
import type { Catalogue, ServedResource } from '../served.ts'

export interface ApiResource {
  name: string
  singularName: string
  namespaced: boolean
  group?: string
  version?: string
  kind: string
  verbs: string[]
  shortNames?: readonly string[]
  categories?: readonly string[]
  storageVersionHash?: string
}

/** kube-aggregator's priorities; other groups follow, sorted by name. */
const GROUP_ORDER = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'apiextensions.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
]

const groupRank = (group: string): number => {
  const at = GROUP_ORDER.indexOf(group)
  return at < 0 ? GROUP_ORDER.length : at
}

/** The rank of a version, as in Kubernetes: v1, v2beta1, v1beta1, v1alpha1. */
const versionRank = (version: string): number => {
  const [, major = '0', stage = '', number = '0'] =
    /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
  const stageRank = stage === '' ? 2 : stage === 'beta' ? 1 : 0
  return -(stageRank * 1e6 + Number(major) * 1e3 + Number(number))
}

/** The first eight bytes of the SHA-256 of the stored type's name. */
const storageVersionHash = (group: string, version: string, kind: string): string =>
  createHash('sha256')
    .update(`${group}/${version}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')

const singularOf = (kind: string): string => kind.toLowerCase()

const resourceEntries = ({ registry }: ServedResource): ApiResource[] => {
  const {
    group,
    storageGroup = group,
    resource,
    kind,
    namespaced,
    shortNames,
    categories,
    storageVersion,
    hashedVersion = storageVersion,
    subresources,
    verbs,
  } = registry.resource
  return [
    {
      name: resource,
      singularName: singularOf(kind),
      namespaced,
      kind,
      verbs: [...(verbs ?? ALL_VERBS)],
      ...omitEmpty({ shortNames, categories }),
      storageVersionHash: storageVersionHash(storageGroup, hashedVersion, kind),
    },
    ...Object.entries(subresources ?? {}).map(([name, sub]) => ({
      name: `${resource}/${name}`,
      singularName: '',
      namespaced,
      kind,
      verbs: [...(sub.verbs ?? SUBRESOURCE_VERBS)],
    })),
  ]
}

export interface Version {
  readonly version: string
  readonly resources: ApiResource[]
}

export interface Group {
  readonly name: string
  readonly versions: Version[]
}

const byName = (a: ApiResource, b: ApiResource): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

export const groupsOf = (catalogue: Catalogue): Group[] => {
  const groups = new Map<string, Map<string, ApiResource[]>>()
  const add = (group: string, version: string, entries: ApiResource[]): void => {
    const versions = groups.get(group) ?? new Map<string, ApiResource[]>()
    groups.set(group, versions)
    versions.set(version, [...(versions.get(version) ?? []), ...entries])
  }
  for (const served of catalogue.resources) {
    add(served.group, served.version, resourceEntries(served))
  }
  for (const { post } of catalogue.posts) {
    const { group, version, resource, subresource, namespaced, kind } = post
    add(group, version, [
      {
        ...(subresource === undefined
          ? { name: resource, singularName: singularOf(kind) }
          : { name: `${resource}/${subresource}`, singularName: '' }),
        namespaced,
        ...post.kindVersion,
        kind,
        verbs: ['create'],
      },
    ])
  }
  return [...groups]
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .map(([version, resources]) => ({ version, resources: resources.sort(byName) }))
        .sort((a, b) => versionRank(a.version) - versionRank(b.version)),
    }))
    .sort((a, b) => groupRank(a.name) - groupRank(b.name) || (a.name < b.name ? -1 : 1))
}
