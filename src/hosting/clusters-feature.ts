import { type ManagementRequest, type Feature, json } from '../testing/feature.ts'
import { FieldProblem, shownValue } from '../testing/bodies/field-problem.ts'
import { LONG_BODY, readJsonBody } from '../testing/bodies/json-body.ts'
import { durationOf } from '../testing/bodies/texts.ts'
import type { RunningServer } from '../server/running-server.ts'
import { clusterKubeconfig, viewOf } from './cluster-view.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import type { HostedClusters } from './hosted-clusters.ts'

const wayOf = ({ query }: ManagementRequest): 'name' | 'path' => {
  const way = query.get('way') ?? 'name'
  if (way === 'name' || way === 'path') return way
  throw new FieldProblem('way', `write name or path, not ${shownValue(way)}`)
}

export const clustersFeature = (
  clusters: HostedClusters,
  host: Pick<RunningServer, 'authority' | 'listener'>,
): Feature => {
  const view = (cluster: HostedCluster): object => viewOf(cluster, host)
  const clusterOf = ({ parameters: { name } }: ManagementRequest): HostedCluster =>
    clusters.get(name!)
  const remove = async (names: readonly string[]): Promise<object[]> => {
    const views = names.map((name) => view(clusters.get(name)))
    await clusters.remove(names)
    return views
  }
  return {
    name: 'clusters',
    about: 'many isolated clusters in one process',
    routes: {
      'GET /clusters': () => json({ clusters: clusters.all().map(view) }),
      'POST /clusters': async (request) => {
        const { ttl, ...wanted } = readJsonBody(request, 'ClustersRequest', LONG_BODY)
        const ttlMs = ttl === undefined ? undefined : durationOf(ttl, 'ttl')
        const created = await clusters.create({ ...wanted, ttlMs })
        return json({ clusters: created.map(view) }, 201)
      },
      'DELETE /clusters': async (request) => {
        const { names } = readJsonBody(request, 'NamedClusters')
        return json({ clusters: await remove(names) })
      },
      'GET /clusters/{name}': (request) => json(view(clusterOf(request))),
      'DELETE /clusters/{name}': async (request) =>
        json((await remove([clusterOf(request).name]))[0]!),
      'GET /clusters/{name}/kubeconfig': async (request) =>
        json(await clusterKubeconfig(clusterOf(request), host, wayOf(request))),
    },
  }
}
