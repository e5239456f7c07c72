/** Aggregated discovery: all groups in one document (`apidiscovery.k8s.io/v2`). */
import { createHash } from 'node:crypto'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { ApiResource, Group, Version } from './discovery-groups.ts'

const aggregatedVersion = (group: string, { version, resources }: Version): object => {
  const main = resources.filter(({ name }) => !name.includes('/'))
  const responseKind = (entry: ApiResource): object => ({
    group: entry.group ?? group,
    version: entry.version ?? version,
    kind: entry.kind,
  })
  return {
    version,
    resources: main.map((entry) => {
      const subresources = resources.filter(({ name }) => name.startsWith(`${entry.name}/`))
      return {
        resource: entry.name,
        responseKind: responseKind(entry),
        scope: entry.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: entry.singularName,
        verbs: entry.verbs,
        ...omitEmpty({
          shortNames: entry.shortNames,
          categories: entry.categories,
          subresources: subresources.map((sub) => ({
            subresource: sub.name.slice(entry.name.length + 1),
            responseKind: responseKind(sub),
            verbs: sub.verbs,
          })),
        }),
      }
    }),
    freshness: 'Current',
  }
}

const documentOf = (groups: readonly Group[]): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: groups.map(({ name, versions }) => ({
    metadata: omitEmpty({ name }),
    versions: versions.map((version) => aggregatedVersion(name, version)),
  })),
})

export const aggregatedDocument = (groups: readonly Group[]) => {
  const text = JSON.stringify(documentOf(groups))
  return {
    body: Buffer.from(text),
    /** quoted, as in the header */
    etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`,
  }
}
