/** Discovery in both forms. */
import t from 'tap'
import { discover, type GetJson } from '../../../src/apiserver/client/discovery.ts'

const getFrom =
  (answers: Readonly<Record<string, object>>): GetJson =>
  async <T>(path: string) => {
    const answer = answers[path]
    if (answer === undefined) throw new Error(`the server could not answer ${path}`)
    return answer as T
  }

const listed = (name: string, kind: string, more: object = {}) => ({
  name,
  kind,
  namespaced: true,
  singularName: kind.toLowerCase(),
  verbs: ['get', 'list'],
  ...more,
})

const names = ({ resources }: Awaited<ReturnType<typeof discover>>): string[] =>
  resources.map(({ group, version, resource }) => `${group}/${version} ${resource}`)

t.test('aggregated discovery lists the groups that do not answer', async (t) => {
  const kind = 'APIGroupDiscoveryList'
  const resource = {
    resource: 'maps',
    responseKind: { kind: 'Map' },
    scope: 'Namespaced',
    verbs: ['get'],
  }
  const found = await discover(
    getFrom({
      '/api': { kind, items: [{ versions: [{ version: 'v1', resources: [resource] }] }] },
      '/apis': {
        kind,
        items: [
          {
            metadata: { name: 'metrics.example.com' },
            versions: [{ version: 'v1', freshness: 'Stale' }],
          },
        ],
      },
    }),
  )
  t.same(names(found), ['/v1 maps'])
  t.same(
    [...found.failures],
    [['metrics.example.com/v1', 'stale GroupVersion discovery: metrics.example.com/v1']],
  )
})

t.test('without aggregation, each version is read, the preferred one first', async (t) => {
  const found = await discover(
    getFrom({
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/api/v1': { resources: [listed('maps', 'Map'), listed('maps/status', 'Map')] },
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          {
            name: 'apps',
            versions: [{ groupVersion: 'apps/v2beta1' }, { groupVersion: 'apps/v1' }],
            preferredVersion: { groupVersion: 'apps/v1' },
          },
          { name: 'broken', versions: [{ groupVersion: 'broken/v1' }] },
        ],
      },
      '/apis/apps/v1': { resources: [listed('sets', 'Set', { namespaced: false })] },
      '/apis/apps/v2beta1': { resources: [listed('sets', 'Set')] },
    }),
  )
  t.same(names(found), ['/v1 maps', 'apps/v1 sets', 'apps/v2beta1 sets'])
  t.equal(found.resources[1]!.namespaced, false)
  t.match([...found.failures], [['broken/v1', /could not answer/]])
})
