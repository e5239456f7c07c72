import { type ManagementRequest, type Feature, json } from '../../testing/feature.ts'
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

export const clustersFeature = (host: HostedClusters): Feature => ({
  name: 'clusters',
  about: 'many isolated clusters in one process',
  routes: {
    'GET /clusters': () => json({ clusters: host.all() }),
    'POST /clusters': async (asked) => {
      const { ttl, ...wish } = readJsonBody(asked, 'ClusterWishes', LONG_BODY)
      const ttlMs = ttl === undefined ? undefined : durationOf(ttl, 'ttl')
      return json({ clusters: await host.create({ ...wish, ttlMs }) }, 201)
    },
    'DELETE /clusters': async (asked) => {
      const { names } = readJsonBody(asked, 'NamedClusters')
      return json({ clusters: await host.remove(names) })
    },
    'GET /clusters/{name}': (asked) => json(host.find(nameOf(asked))),
    'DELETE /clusters/{name}': async (asked) => json((await host.remove([nameOf(asked)]))[0]!),
    'GET /clusters/{name}/kubeconfig': async (asked) =>
      json(await host.kubeconfig(nameOf(asked), wayOf(asked))),
  },
})
