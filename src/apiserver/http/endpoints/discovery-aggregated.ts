/** Aggregated discovery: all groups in one document (`apidiscovery.k8s.io/v2`). */
import { createHash } from 'node:crypto'
import type { ApiResource, Group, Version } from './discovery-groups.ts'

/** Nests subresources inside their resources. */
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
        ...(entry.shortNames === undefined ? {} : { shortNames: entry.shortNames }),
        ...(entry.categories === undefined ? {} : { categories: entry.categories }),
        ...(subresources.length === 0
          ? {}
          : {
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
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => aggregatedVersion(name, version)),
  })),
})

export interface Aggregated {
  readonly body: Buffer
  /** quoted, as in the header */
  readonly etag: string
}

export const aggregatedDocument = (groups: readonly Group[]): Aggregated => {
  const text = JSON.stringify(documentOf(groups))
  return {
    body: Buffer.from(text),
    etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`,
  }
}
