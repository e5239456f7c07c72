/** Discovery paths of groups and versions, and their tags. */
import { apiVersionOf } from '../../src/apimachinery/meta.ts'
import { capital, type GroupVersion, groupTag, idOf, rootOf, versionTag } from './names.ts'
import type { Operation, Paths } from './operation.ts'
import { META, type Vocabulary } from './vocabulary.ts'

export interface Tag {
  readonly name: string
  readonly description: string
}

const nameOf = (group: string): string => (group === '' ? 'the core group' : group)

const groupsOf = (versions: readonly GroupVersion[]): string[] => [
  ...new Set(versions.map(({ group }) => group)),
]

/** `versions`: without duplicates */
export const discoveryPaths = (words: Vocabulary, versions: readonly GroupVersion[]): Paths => {
  const operation = (
    id: string,
    tag: string,
    description: string,
    kind: string,
  ): { get: Operation } => ({
    get: {
      description,
      operationId: `get${id}`,
      tags: [tag],
      responses: words.responses(`${META}.${kind}`, 200),
    },
  })
  const groups = groupsOf(versions).map((group) => {
    const tag = groupTag(group)
    return group === ''
      ? [
          '/api/',
          operation('CoreAPIVersions', tag, 'List the versions of the core group.', 'APIVersions'),
        ]
      : [
          `/apis/${group}/`,
          operation(`${capital(tag)}APIGroup`, tag, `Describe the group ${group}.`, 'APIGroup'),
        ]
  })
  const resources = versions.map((of) => {
    const what = of.group === '' ? nameOf(of.group) : apiVersionOf(of)
    const description = `List the resources of ${what}.`
    return [
      `${rootOf(of)}/`,
      operation(`${idOf(of)}APIResources`, versionTag(of), description, 'APIResourceList'),
    ]
  })
  return Object.fromEntries([
    ['/apis/', operation('APIVersions', 'apis', 'List the named groups.', 'APIGroupList')],
    ...groups,
    ...resources,
  ])
}

export const discoveryTags = (versions: readonly GroupVersion[]): Tag[] => [
  { name: 'apis', description: 'All named groups' },
  ...groupsOf(versions).map((group) => ({
    name: groupTag(group),
    description: group === '' ? 'The core group' : `The group ${group}`,
  })),
  ...versions.map((of) => ({
    name: versionTag(of),
    description: `Version ${of.version} of ${nameOf(of.group)}`,
  })),
]
