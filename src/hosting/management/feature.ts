import { type ManagementRequest, type Feature, json, type Route } from '../../testing/feature.ts'
import { FieldProblem, shownValue } from '../../testing/bodies/field-problem.ts'
import { LONG_BODY, readJsonBody } from '../../testing/bodies/json-body.ts'
import { durationOf } from '../../testing/bodies/texts.ts'
import type { HostedClusters } from '../hosted-clusters.ts'

const wayOf = ({ query }: ManagementRequest): 'name' | 'path' => {
  const way = query.get('way') ?? 'name'
  if (way === 'name' || way === 'path') return way
  throw new FieldProblem('way', `write name or path, not ${shownValue(way)}`)
}

const nameOf = ({ parameters: { name } }: ManagementRequest): string => name!

export const clustersFeature = (host: HostedClusters): Feature => {
  const routes: readonly Route[] = [
    { method: 'GET', path: '/clusters', answer: () => json({ clusters: host.all() }) },
    {
      method: 'POST',
      path: '/clusters',
      answer: async (asked) => {
        const { ttl, ...wish } = readJsonBody(asked, 'ClusterWishes', LONG_BODY)
        const ttlMs = ttl === undefined ? undefined : durationOf(ttl, 'ttl')
        return json({ clusters: await host.create({ ...wish, ttlMs }) }, 201)
      },
    },
    {
      method: 'DELETE',
      path: '/clusters',
      answer: async (asked) => {
        const { names } = readJsonBody(asked, 'NamedClusters')
        return json({ clusters: await host.remove(names) })
      },
    },
    {
      method: 'GET',
      path: '/clusters/{name}',
      answer: (asked) => json(host.find(nameOf(asked))),
    },
    {
      method: 'DELETE',
      path: '/clusters/{name}',
      answer: async (asked) => json((await host.remove([nameOf(asked)]))[0]!),
    },
    {
      method: 'GET',
      path: '/clusters/{name}/kubeconfig',
      answer: async (asked) => json(await host.kubeconfig(nameOf(asked), wayOf(asked))),
    },
  ]
  return { name: 'clusters', about: 'many isolated clusters in one process', routes }
}
