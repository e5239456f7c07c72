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

/** A pod spec with many kinds of references, each to a distinct name. */
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

/** `relates` takes a node, a resource and a name, with spaces between them. */
const graphOf = (...pods: Pod[]) => {
  const graph = new NodeGraph()
  for (const pod of pods) graph.setPod(pod)
  const relates = (words: string) => {
    const [node = '', resource = '', name = ''] = words.split(' ')
    return graph.relates(node, resource, 'ns', name)
  }
  return { graph, relates }
}

t.test('a pod and the objects that it references are related to its node only', async (t) => {
  const { graph } = graphOf(podOf('greedy', greedy))
  for (const [resource, name] of pairs) {
    t.equal(graph.relates('a', resource, 'ns', name), true, `${resource} ${name}`)
    t.equal(graph.relates('b', resource, 'ns', name), false, `${resource} ${name}, another node`)
    t.equal(graph.relates('a', resource, 'other', name), false, `${resource} other/${name}`)
  }
  t.equal(graph.relates('a', 'secrets', 'ns', 'claim'), false)
  t.equal(graph.relates('a', 'secrets', 'ns', ''), false)
})

t.test('a relation ends with the last pod that causes it', async (t) => {
  const { graph, relates } = graphOf(
    podOf('greedy', greedy),
    podOf('second', { ...greedy, serviceAccountName: 'other' }),
    podOf('elsewhere', { ...greedy, nodeName: 'b' }),
  )
  graph.remove('pods', 'ns', 'greedy')
  graph.remove('pods', 'ns', 'greedy')
  t.notOk(relates('a pods greedy'))
  t.notOk(relates('a serviceaccounts robot'))
  t.ok(relates('b serviceaccounts robot'))
  t.ok(relates('a secrets s-vol'), 'the second pod still references the Secret')
  graph.remove('pods', 'ns', 'second')
  t.notOk(relates('a secrets s-vol'))
  t.ok(relates('b secrets s-vol'))
})

t.test('a pod is related to its node once it is bound; only its current spec counts', async (t) => {
  const { nodeName, ...unbound } = greedy
  const { graph, relates } = graphOf(podOf('greedy', unbound))
  t.notOk(relates('a pods greedy'))
  graph.setPod(podOf('greedy', { ...unbound, nodeName }))
  graph.setPod(podOf('greedy', { ...unbound, nodeName }))
  t.ok(relates('a secrets s-vol'))
  graph.setPod(podOf('greedy', { nodeName: 'b' }))
  t.notOk(relates('a secrets s-vol'))
  t.ok(relates('b pods greedy'))
})

t.test('objects that a mirror pod references are not related to its node', async (t) => {
  const { graph } = graphOf(podOf('greedy', greedy, { 'kubernetes.io/config.mirror': 'x' }))
  for (const [resource, name] of pairs) {
    t.equal(graph.relates('a', resource, 'ns', name), resource === 'pods', `${resource} ${name}`)
  }
})
