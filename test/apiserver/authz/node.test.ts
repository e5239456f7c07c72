import t from 'tap'
import { defaultPolicy } from '../../../src/apiserver/authz/default-policy/policy.ts'
import { DEFAULT_VERSION, releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { nodeAuthorizer } from '../../../src/apiserver/authz/node.ts'
import { NodeGraph } from '../../../src/apiserver/authz/node-graph.ts'
import { withoutKey } from '../../resources/certificates/podcertificaterequest/builders.ts'
import { person, question } from './builders.ts'

const rules = defaultPolicy(releaseOf(DEFAULT_VERSION)!).clusterRoles.find(
  ({ metadata }) => metadata.name === 'system:node',
)!.rules!
const graph = new NodeGraph()
graph.setPod({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'mine', namespace: 'default' },
  spec: {
    nodeName: 'a',
    containers: [],
    serviceAccountName: 'worker',
    volumes: [
      { name: 's', secret: { secretName: 'needed' } },
      { name: 'c', configMap: { name: 'needed' } },
      { name: 'p', persistentVolumeClaim: { claimName: 'needed' } },
    ],
  },
  status: {},
})
for (const [name, nodeName] of [
  ['mine', 'a'],
  ['other', 'b'],
  ['gone', 'a'],
] as const)
  graph.setRequest({ ...withoutKey({ nodeName }), metadata: { name, namespace: 'default' } })
graph.remove('podcertificaterequests', 'default', 'gone')
const authorizer = nodeAuthorizer(rules, graph)
const node = person('system:node:a', 'system:nodes', 'system:authenticated')

const allowed = { decision: 'allow', reason: '' }
const refused = (reason: string) => ({ decision: 'no-opinion', reason })
const unrelated = "no relationship found between node 'a' and this object"

/** `where`: `namespace/name`, each of which may be empty. */
const ask = (words: string, where = '/') => {
  const [namespace = '', name = ''] = where.split('/')
  return authorizer.authorize(question(node, words, { namespace, name }))
}

t.test('a kubelet has the permissions of system:node', async (t) => {
  for (const [words, where] of [
    ['create certificates.k8s.io/certificatesigningrequests'],
    ['create core/events', 'default/'],
    ['list core/services'],
    ['create core/nodes'],
    ['get core/nodes', '/a'],
    ['watch core/nodes', '/a'],
    ['patch core/nodes', '/a'],
    ['patch core/nodes/status', '/a'],
    ['create coordination.k8s.io/leases', 'kube-node-lease/'],
    ['update coordination.k8s.io/leases', 'kube-node-lease/a'],
    ['delete coordination.k8s.io/leases', 'kube-node-lease/a'],
    ['get storage.k8s.io/csinodes', '/a'],
    ['create core/pods', 'default/'],
    ['delete core/pods', 'default/p'],
    ['patch core/pods/status', 'default/p'],
    ['create core/pods/eviction', 'default/p'],
    ['get core/pods', 'default/mine'],
    ['watch core/pods', 'default/mine'],
    ['get core/secrets', 'default/needed'],
    ['list core/secrets', 'default/needed'],
    ['watch core/configmaps', 'default/needed'],
    ['get core/persistentvolumeclaims', 'default/needed'],
    ['patch core/persistentvolumeclaims/status', 'default/needed'],
    ['get core/serviceaccounts', 'default/worker'],
    ['create core/serviceaccounts/token', 'default/worker'],
  ] as const) {
    t.strictSame(ask(words, where), allowed, [words, where].join(' '))
  }
})

t.test('the authorizer has no opinion on requests that a kubelet may not make', async (t) => {
  for (const [words, where, reason = ''] of [
    ['create certificates.k8s.io/certificatesigningrequests/selfnodeclient'],
    ['get /metrics'],
    ['get core/secrets', 'default/s', unrelated],
    ['list core/secrets', 'default/', 'No Object name found'],
    ['list core/secrets', '/', 'can only read namespaced object of this type'],
    ['update core/secrets', 'default/s', 'can only read resources of this type'],
    ['get core/pods/status', 'default/mine'],
    ['get core/configmaps/x', 'default/s', 'cannot read subresource'],
    ['list core/persistentvolumes', '/', 'can only get individual resources of this type'],
    ['get core/persistentvolumes', '/v', unrelated],
    ['patch core/persistentvolumeclaims/status', 'default/c', unrelated],
    ['get core/persistentvolumeclaims/status', 'default/c', 'can only get/update/patch this type'],
    ['create core/serviceaccounts/token', 'default/robot', unrelated],
    ['get core/serviceaccounts', 'default/robot', unrelated],
    ['get core/serviceaccounts', '/', 'can only read namespaced object of this type'],
    ['get core/secrets', 'kube-system/needed', unrelated],
    ['get resource.k8s.io/resourceclaims', 'default/needed', unrelated],
    [
      'list core/serviceaccounts',
      'default/worker',
      'can only create tokens for individual service accounts',
    ],
    [
      'create core/serviceaccounts',
      'default/robot',
      'can only create token subresource of serviceaccount',
    ],
    [
      'list coordination.k8s.io/leases',
      'kube-node-lease/',
      'can only get, create, update, patch, or delete a node lease',
    ],
    [
      'get coordination.k8s.io/leases',
      'kube-system/a',
      'can only access leases in the "kube-node-lease" system namespace',
    ],
    [
      'get coordination.k8s.io/leases',
      'kube-node-lease/b',
      'can only access node lease with the same name as the requesting node',
    ],
    [
      'get storage.k8s.io/csinodes',
      '/b',
      'can only access CSINode with the same name as the requesting node',
    ],
    ['list core/nodes', '/', "node 'a' cannot read all nodes, only its own Node object"],
    ['get core/nodes', '/b', "node 'a' cannot read 'b', only its own Node object"],
    ['delete core/nodes', '/a'],
    ['get core/nodes/status', '/a'],
    ['get core/nodes/proxy', '/a'],
    ['get core/pods', 'default/p', unrelated],
    ['list core/pods', '/', 'can only list/watch pods with spec.nodeName field selector'],
    ['create core/pods/exec', 'default/p'],
  ] as const) {
    t.strictSame(ask(words, where), refused(reason), [words, where].join(' '))
  }
})

t.test('a node is a user in system:nodes whose name starts with system:node:', async (t) => {
  const words = 'create certificates.k8s.io/certificatesigningrequests'
  for (const who of [
    person('system:node:a'),
    person('jane', 'system:nodes'),
    person('node:a', 'system:nodes'),
  ]) {
    t.strictSame(authorizer.authorize(question(who, words)), refused(''))
  }
  t.strictSame(
    authorizer.authorize(question(person('system:node:', 'system:nodes'), words)),
    refused('unknown node for user "system:node:"'),
  )
})

t.test('rules of nodes are not listed; the result is incomplete', async (t) => {
  t.strictSame(authorizer.rulesFor(node, 'default'), {
    rules: [],
    errors: ['node authorizer does not support user rule resolution'],
    incomplete: true,
  })
  t.strictSame(authorizer.rulesFor(person('jane', 'devs'), 'default'), { rules: [], errors: [] })
})

t.test('a kubelet lists the pods of its own node only', async (t) => {
  const may = (verb: string, ...fields: [string, '=' | '!=', string][]) =>
    authorizer.authorize({
      ...question(node, `${verb} core/pods`),
      fieldSelector: fields.map(([field, operator, value]) => ({ field, operator, value })),
    })
  t.strictSame(may('list', ['spec.nodeName', '=', 'a']), allowed)
  t.strictSame(may('watch', ['metadata.name', '!=', 'x'], ['spec.nodeName', '=', 'a']), allowed)
  const unselected = refused('can only list/watch pods with spec.nodeName field selector')
  t.strictSame(may('list'), unselected)
  t.strictSame(may('list', ['spec.nodeName', '=', 'b']), unselected)
  t.strictSame(may('watch', ['spec.nodeName', '!=', 'a']), unselected)
  t.strictSame(may('list', ['metadata.name', '=', 'a']), unselected)
  t.match(may('deletecollection', ['spec.nodeName', '=', 'a']), { decision: 'no-opinion' })
})

t.test('a kubelet creates PodCertificateRequests, and reads those of its node', async (t) => {
  const may = (words: string, nodeName = 'a') => {
    const [verb, name = '', subresource = ''] = words.split(' ')
    return authorizer.authorize({
      ...question(node, `${verb} certificates.k8s.io/podcertificaterequests/${subresource}`, {
        namespace: 'default',
        name,
      }),
      fieldSelector: [{ field: 'spec.nodeName', operator: '=', value: nodeName }],
    })
  }
  t.strictSame(may('create'), allowed)
  t.strictSame(may('get mine'), allowed)
  for (const name of ['other', 'none', 'gone'])
    t.strictSame(may(`get ${name}`), refused(unrelated), name)
  t.strictSame(may('get'), refused('No Object name found'))
  const selector = 'can only list/watch podcertificaterequests with nodeName field selector'
  for (const verb of ['list', 'watch']) {
    t.strictSame(may(verb), allowed)
    t.strictSame(may(verb, 'b'), refused(selector))
  }
  t.strictSame(may('delete mine'), refused('nodes may not delete podcertificaterequests'))
  t.strictSame(
    may('get mine status'),
    refused('nodes may not access the status subresource of PodCertificateRequests'),
  )
})
