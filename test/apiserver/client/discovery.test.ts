import t from 'tap'
import { discover, type GetJson } from '../../../src/apiserver/client/discovery.ts'

const getFrom =
  (answers: Readonly<Record<string, object>>): GetJson =>
  async <T>(path: string) => {
    const answer = answers[path]
    if (answer === undefined) throw new Error(`the server could not answer ${path}`)
    return answer as T
  }

const names = ({ resources }: Awaited<ReturnType<typeof discover>>) =>
  resources.map(({ group, version, plural }) => `${group}/${version} ${plural}`)

t.test('stale groups of aggregated discovery are reported as failures', async (t) => {
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
