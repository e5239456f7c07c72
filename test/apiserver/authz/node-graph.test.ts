import t from 'tap'
import type { Pod } from '../../../src/apis/core.ts'
import { NodeGraph } from '../../../src/apiserver/authz/node-graph.ts'

const podOf = (name: string, spec: object, annotations: Record<string, string> = {}) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, namespace: 'ns', annotations },
  spec: spec as Pod['spec'],
  status: {},
})

/** Every kind of reference that a pod can have, each with a distinct name. */
const greedy = {
  nodeName: 'a',
  serviceAccountName: 'robot',
  imagePullSecrets: [{ name: 's-pull' }, {}],
  initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 's-init' } }] }],
  containers: [
    {
      name: 'c',
      envFrom: [{ secretRef: { name: 's-from' } }, { configMapRef: { name: 'c-from' } }],
      env: [
        { name: 'X', valueFrom: { secretKeyRef: { name: 's-key' } } },
        { name: 'Y', valueFrom: { configMapKeyRef: { name: 'c-key' } } },
        { name: 'Z', value: 'z' },
      ],
    },
  ],
  ephemeralContainers: [
    { name: 'e', env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'c-debug' } } }] },
  ],
  volumes: [
    { name: 'v1', secret: { secretName: 's-vol' } },
    { name: 'v2', configMap: { name: 'c-vol' } },
    { name: 'v3', persistentVolumeClaim: { claimName: 'claim' } },
    { name: 'v4', ephemeral: {} },
    { name: 'v5', csi: { nodePublishSecretRef: { name: 's-csi' } } },
    { name: 'v6', azureFile: { secretName: 's-azure' } },
    { name: 'v7', rbd: { secretRef: { name: 's-rbd' } } },
    {
      name: 'v8',
      projected: { sources: [{ secret: { name: 's-pro' } }, { configMap: { name: 'c-pro' } }] },
    },
    { name: 'v9', persistentVolumeClaim: {} },
  ],
}

const RELATED = [
  ['pods', 'greedy'],
  ['serviceaccounts', 'robot'],
  ['secrets', 's-pull', 's-init', 's-from', 's-key', 's-vol', 's-csi', 's-azure', 's-rbd', 's-pro'],
  ['configmaps', 'c-from', 'c-key', 'c-debug', 'c-vol', 'c-pro'],
  ['persistentvolumeclaims', 'claim', 'greedy-v4'],
] as const
const pairs = RELATED.flatMap(([resource, ...names]) =>
  names.map((name) => [resource, name] as const),
)

const graphOf = (...pods: Pod[]) => {
  const graph = new NodeGraph()
  graph.open({ pods: () => pods, request: () => undefined })
  return graph
}

t.test('everything that a pod names is related to its node, and to no other', async (t) => {
  const graph = graphOf(podOf('greedy', greedy))
  for (const [resource, name] of pairs) {
    t.equal(graph.relates('a', resource, 'ns', name), true, `${resource} ${name}`)
    t.equal(graph.relates('b', resource, 'ns', name), false, `${resource} ${name}, another node`)
    t.equal(graph.relates('a', resource, 'other', name), false, `${resource} ${name}, elsewhere`)
  }
  t.equal(graph.relates('a', 'secrets', 'ns', 'claim'), false)
  t.equal(graph.relates('a', 'secrets', 'ns', ''), false)
})

t.test('each pod of a node relates its objects; a pod without a node relates none', async (t) => {
  const { nodeName: _, ...unbound } = greedy
  const graph = graphOf(
    podOf('greedy', unbound),
    podOf('second', { nodeName: 'a', serviceAccountName: 'robot' }),
    podOf('elsewhere', { ...greedy, nodeName: 'b' }),
  )
  t.notOk(graph.relates('a', 'pods', 'ns', 'greedy'))
  t.notOk(graph.relates('a', 'secrets', 'ns', 's-vol'))
  t.ok(graph.relates('a', 'serviceaccounts', 'ns', 'robot'))
  t.ok(graph.relates('b', 'secrets', 'ns', 's-vol'))
})

t.test('a mirror pod gives its node access only to itself', async (t) => {
  const graph = graphOf(podOf('greedy', greedy, { 'kubernetes.io/config.mirror': 'x' }))
  for (const [resource, name] of pairs) {
    t.equal(graph.relates('a', resource, 'ns', name), resource === 'pods', `${resource} ${name}`)
  }
})
