import t from 'tap'
import type { AdmissionAttributes } from '../../../src/apiserver/admission/admission.ts'
import { nodeRestriction } from '../../../src/apiserver/admission/node-restriction.ts'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import type { Node, Pod, ServiceAccount } from '../../../src/apis/core.ts'
import type { Authorizer } from '../../../src/apiserver/authz/authorizer.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { commonName, requestPem } from '../../ca/builders.ts'
import { contextOf } from '../../resources/context.ts'

const POD: object = {
  metadata: { name: 'p', uid: 'u1' },
  spec: {
    nodeName: 'a',
    volumes: [
      { name: 'scratch' },
      { name: 'own', projected: { sources: [{ serviceAccountToken: {} }] } },
      { name: 'vault', projected: { sources: [{ serviceAccountToken: { audience: 'vault' } }] } },
    ],
  },
}
const BARE = { metadata: { name: 'bare', uid: 'u3' }, spec: { nodeName: 'a' } } as Pod
const NODE = { metadata: { name: 'a', uid: 'n' } } as Node
const ACCOUNT = { metadata: { name: 'robot', uid: 's' } } as ServiceAccount
/**
 * Additional permissions of nodes: tokens for the audience `registry`, and certificates of the
 * signer `example.com/allowed` for pods of the service account `robot`.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  'request-serviceaccounts-token-audience registry default/x',
  'request-serviceaccounts-podcertificate-signer example.com:allowed default/robot',
])
const authorizer: Authorizer = {
  authorize: ({ verb, resource, namespace, name }) => ({
    decision: ALLOWED.has(`${verb} ${resource} ${namespace}/${name}`) ? 'allow' : 'no-opinion',
    reason: '',
  }),
}
const pods: Readonly<Record<string, object>> = {
  p: POD,
  bare: BARE,
  projected: {
    metadata: { uid: 'u2' },
    spec: {
      nodeName: 'a',
      serviceAccountName: 'robot',
      volumes: [
        {
          name: 'v',
          projected: {
            sources: [{ podCertificate: { signerName: 'example.com/named', keyType: 'ED25519' } }],
          },
        },
      ],
    },
  },
  elsewhere: { metadata: { uid: 'u3' }, spec: { nodeName: 'b' } },
  mirror: {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { uid: 'u4', annotations: { 'kubernetes.io/config.mirror': 'x' } },
    spec: { nodeName: 'a' },
    status: {},
  },
}
const plugin = nodeRestriction({
  findPod: (_namespace, name) => pods[name] as Pod | undefined,
  findNode: (name) => (name === 'a' ? NODE : undefined),
  findAccount: (_namespace, name) => (name === 'robot' ? ACCOUNT : undefined),
  authorizer,
})

interface Attempt {
  readonly operation?: 'CREATE' | 'UPDATE' | 'DELETE'
  /** `group/resource/subresource` */
  readonly what: string
  readonly namespace?: string
  readonly name?: string
  readonly object?: object
  readonly old?: object
  readonly version?: string
}

/** The error that `user` gets, by default the kubelet of node a; '' if allowed. */
const attempt = (
  {
    operation = 'CREATE',
    what,
    namespace = '',
    name = 'x',
    object = {},
    old,
    version = 'v1.36',
  }: Attempt,
  user = 'system:node:a',
) => {
  const [group = '', resource = '', subresource = ''] = what.split('/')
  const complete = (of: object): KubeObject => {
    const whole = { kind: 'K', apiVersion: 'v1', metadata: {}, spec: {}, ...of }
    return whole
  }
  const attributes: AdmissionAttributes = {
    context: {
      ...contextOf({ name: user, groups: ['system:nodes'], extra: {} }),
      release: releaseOf(version)!,
    },
    operation,
    resource: { group, resource },
    kind: 'K',
    subresource,
    namespace,
    name,
    object: operation === 'DELETE' ? undefined : complete(object),
    oldObject: old === undefined ? undefined : complete(old),
  }
  try {
    if (operation === 'DELETE') plugin.validate?.(attributes)
    else plugin.mutate?.(attributes)
    return ''
  } catch (error) {
    return (error as Error).message.replace(/^.* is forbidden: /, '')
  }
}

const CSR = 'certificates.k8s.io/certificatesigningrequests'

const csr = (cn: string, signerName: string) => ({
  spec: {
    signerName,
    request: Buffer.from(requestPem({ subject: commonName(cn) })).toString('base64'),
  },
})

t.test('a kubelet may request node certificates only for its own node', async (t) => {
  for (const signer of [
    'kubernetes.io/kubelet-serving',
    'kubernetes.io/kube-apiserver-client-kubelet',
  ]) {
    t.equal(attempt({ what: CSR, object: csr('system:node:a', signer) }), '')
    t.equal(
      attempt({ what: CSR, object: csr('system:node:b', signer) }),
      'can only create a node CSR with CN=system:node:a',
    )
    t.equal(
      attempt({ what: CSR, object: { spec: { signerName: signer, request: 'eA==' } } }),
      'unable to parse csr: PEM block type must be CERTIFICATE REQUEST',
    )
  }
  t.equal(attempt({ what: CSR, object: csr('jane', 'kubernetes.io/kube-apiserver-client') }), '')
  t.equal(
    attempt({
      what: CSR,
      operation: 'UPDATE',
      object: csr('jane', 'kubernetes.io/kubelet-serving'),
    }),
    '',
  )
})

t.test('a kubelet may write only the lease of its node', async (t) => {
  const what = 'coordination.k8s.io/leases'
  const namespace = 'kube-node-lease'
  for (const operation of ['CREATE', 'UPDATE', 'DELETE'] as const) {
    t.equal(attempt({ what, operation, namespace, name: 'a' }), '')
    t.equal(
      attempt({ what, operation, namespace, name: 'b' }),
      'can only access node lease with the same name as the requesting node',
    )
    t.equal(
      attempt({ what, operation, namespace, name: '' }),
      'can only access node lease with the same name as the requesting node',
    )
    t.equal(
      attempt({ what, operation, namespace: 'default', name: 'a' }),
      'can only access leases in the "kube-node-lease" system namespace',
    )
  }
})

t.test('a kubelet may write its own Node, except some labels, taints and owners', async (t) => {
  const labelled = (...labels: string[]) => ({
    metadata: { labels: Object.fromEntries(labels.map((label) => [label, 'x'])) },
  })
  const fine = [
    'team',
    'example.com/team',
    'kubernetes.io/hostname',
    'node.kubernetes.io/anything',
    'x.kubelet.kubernetes.io/y',
    'topology.kubernetes.io/zone',
    'notkubernetes.io/x',
  ]
  const what = '/nodes'
  const name = 'a'
  const update = { what, name, operation: 'UPDATE' } as const
  const taints = [{ key: 'k', effect: 'NoSchedule' }]
  const owned = (uid: string) => ({ metadata: { ownerReferences: [{ uid }] } })
  const cases = [
    [{ what, name, object: labelled(...fine) }, ''],
    [{ what, name: 'b' }, 'node "a" is not allowed to modify node "b"'],
    [{ what, name: 'b', operation: 'DELETE' }, 'node "a" is not allowed to modify node "b"'],
    [
      {
        what,
        name,
        object: labelled('node-restriction.kubernetes.io/x', 'kubernetes.io/role', 'a.k8s.io/b'),
      },
      'node "a" is not allowed to set the following labels: a.k8s.io/b, kubernetes.io/role, node-restriction.kubernetes.io/x',
    ],
    [{ ...update, object: labelled('k8s.io/a'), old: labelled('k8s.io/a') }, ''],
    [{ ...update, object: {}, old: labelled('team') }, ''],
    [
      { ...update, object: {}, old: labelled('k8s.io/a') },
      'is not allowed to modify labels: k8s.io/a',
    ],
    [{ ...update, object: { spec: { taints } }, old: { spec: { taints } } }, ''],
    [
      { ...update, object: { spec: {} }, old: { spec: { taints } } },
      'node "a" is not allowed to modify taints',
    ],
    [
      { what, name: '', object: { metadata: { generateName: 'a' } } },
      'node "a" is not allowed to modify node ""',
    ],
    [{ ...update, object: owned('u'), old: owned('u') }, ''],
    [
      { ...update, object: owned('u'), old: {} },
      'node "a" is not allowed to modify ownerReferences',
    ],
    [
      { ...update, what: '/nodes/status', object: {}, old: owned('u') },
      'node "a" is not allowed to modify ownerReferences',
    ],
    [
      { ...update, object: { spec: { taints }, ...owned('u') }, old: {} },
      'node "a" is not allowed to modify taints',
    ],
    [
      {
        ...update,
        object: { metadata: { labels: { 'k8s.io/a': 'x' }, ownerReferences: [{ uid: 'u' }] } },
        old: {},
      },
      'node "a" is not allowed to modify ownerReferences',
    ],
    [
      { ...update, what: '/nodes/status', object: { spec: { taints } }, old: {} },
      'node "a" is not allowed to modify taints',
    ],
  ] as const
  for (const [of, message] of cases) t.equal(attempt(of), message, message)
})

t.test(
  'a kubelet may create only mirror pods; it may delete its pods and update their status',
  async (t) => {
    const what = '/pods'
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'n', controller: true }
    const mirror = (owners: object[] = [owner], spec: object = {}) => ({
      metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' }, ownerReferences: owners },
      spec: { nodeName: 'a', ...spec },
    })
    const status = { what: '/pods/status', operation: 'UPDATE', old: POD } as const
    const elsewhere = { spec: { nodeName: 'b' } }
    const created = [
      [mirror(), ''],
      [
        {},
        'pod does not have "kubernetes.io/config.mirror" annotation, node "a" can only create mirror pods',
      ],
      [
        mirror([owner], { nodeName: 'b' }),
        'node "a" can only create pods with spec.nodeName set to itself',
      ],
      [
        mirror([owner, owner]),
        'node "a" can only create pods with a single owner reference set to itself',
      ],
      [mirror([]), 'node "a" can only create pods with an owner reference set to itself'],
      [
        mirror([{ ...owner, name: 'b' }]),
        'node "a" can only create pods with an owner reference set to itself',
      ],
      [
        mirror([{ ...owner, controller: false }]),
        'node "a" can only create pods with a controller owner reference set to itself',
      ],
      [
        mirror([{ ...owner, blockOwnerDeletion: true }]),
        'node "a" must not set blockOwnerDeletion on an owner reference',
      ],
      [
        mirror([owner], { serviceAccountName: 'robot' }),
        'node "a" can not create pods that reference serviceaccounts',
      ],
      [mirror([{ ...owner, uid: 'm' }]), 'node a UID mismatch: expected m got n'],
      [
        mirror([{ ...owner, uid: 'm' }], { serviceAccountName: 'robot' }),
        'node a UID mismatch: expected m got n',
      ],
      [
        mirror([owner], { volumes: [{ name: 'v', configMap: { name: 'c' } }] }),
        'node "a" can not create pods that reference configmaps',
      ],
      [
        mirror([owner], { volumes: [{ name: 'v', projected: { sources: [{}] } }] }),
        'error checking mirror pod for API references: unknown source for projected volume "v"',
      ],
    ] as const
    for (const [object, message] of created) t.equal(attempt({ what, object }), message, message)
    const cases = [
      [{ what, operation: 'DELETE', old: POD }, ''],
      [
        { what, operation: 'DELETE', old: elsewhere },
        'node "a" can only delete pods with spec.nodeName set to itself',
      ],
      [
        { what, operation: 'UPDATE', object: POD, old: POD },
        'unexpected operation "UPDATE", node "a" can only create and delete mirror pods',
      ],
      [{ ...status, object: POD }, ''],
      [
        { ...status, object: { metadata: { labels: { x: 'y' } } } },
        'node "a" cannot update labels through pod status',
      ],
      [
        { ...status, object: elsewhere, old: elsewhere },
        'node "a" can only update pod status for pods with spec.nodeName set to itself',
      ],
    ] as const
    for (const [of, message] of cases) t.equal(attempt(of), message, message)
    const gone = { ...owner, name: 'b' }
    const bound = mirror([gone], { nodeName: 'b' })
    t.equal(attempt({ what, object: bound }, 'system:node:b'), 'node "b" not found')
  },
)

t.test('a kubelet may request tokens only for its pods', async (t) => {
  const bound = (boundObjectRef: object, audiences?: string[]): Attempt => ({
    what: '/serviceaccounts/token',
    namespace: 'default',
    object: { spec: { boundObjectRef, audiences } },
  })
  const pod = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u1' }
  const cases = [
    [bound(pod), ''],
    [bound(pod, []), ''],
    [bound(pod, ['vault']), ''],
    [bound(pod, ['registry']), ''],
    [
      bound(pod, ['elsewhere']),
      'audience "elsewhere" not found in pod spec volume, system:node:a is not authorized to request tokens for this audience',
    ],
    [bound(pod, ['vault', 'registry']), 'node may only request 0 or 1 audiences'],
    [
      bound({ ...pod, name: 'bare', uid: 'u3' }),
      'audience "" not found in pod spec volume, system:node:a is not authorized to request tokens for this audience',
    ],
    [bound({}), 'node requested token not bound to a pod'],
    [bound({ ...pod, name: undefined }), 'node requested token not bound to a pod'],
    [bound({ ...pod, kind: 'Node' }), 'node requested token not bound to a pod'],
    [bound({ ...pod, uid: undefined }), 'node requested token with a pod binding without a uid'],
    [bound({ ...pod, name: 'q' }), 'pod "q" not found'],
    [
      bound({ ...pod, uid: 'u2' }),
      'the UID in the bound object reference (u2) does not match the UID in record. The object might have been deleted and then recreated',
    ],
    [
      bound(pod),
      'node requested token bound to a pod scheduled on a different node',
      'system:node:b',
    ],
    [{ what: '/serviceaccounts' }, ''],
  ] as const
  for (const [of, message, user] of cases) t.equal(attempt(of, user), message, message)
})

t.test('other users and resources pass; a kubelet without a node name is rejected', async (t) => {
  t.equal(attempt({ what: '/nodes', name: 'b' }, 'jane'), '')
  t.equal(attempt({ what: '/configmaps' }), '')
  t.equal(
    attempt({ what: '/configmaps' }, 'system:node:'),
    'could not determine node from user "system:node:"',
  )
})

t.test('a kubelet may request pod certificates only for pods on its node', async (t) => {
  const what = 'certificates.k8s.io/podcertificaterequests'
  const ask = (spec: object, version = 'v1.36', more: Partial<Attempt> = {}) =>
    attempt({
      what,
      namespace: 'default',
      version,
      object: {
        spec: {
          signerName: 'example.com/named',
          podName: 'projected',
          podUID: 'u2',
          serviceAccountName: 'robot',
          serviceAccountUID: 's',
          nodeName: 'a',
          nodeUID: 'n',
          ...spec,
        },
      },
      ...more,
    })
  t.equal(ask({}), '')
  const cases = [
    [
      { nodeName: 'b' },
      'PodCertificateRequest.Spec.NodeName="b", which is not the requesting node "a"',
    ],
    [
      { nodeUID: 'm' },
      'PodCertificateRequest for pod "default/projected" names node UID "m", inconsistent with the running node ("n")',
    ],
    [
      { podName: 'none' },
      'while retrieving pod "default/none" named in the PodCertificateRequest: pod "none" not found',
    ],
    [
      { podUID: 'u' },
      'PodCertificateRequest for pod "default/projected" contains pod UID ("u") which differs from running pod "u2"',
    ],
    [
      { podName: 'elsewhere', podUID: 'u3' },
      'pod "default/elsewhere" is not running on node "a" named in the PodCertificateRequest',
    ],
    [{ podName: 'mirror', podUID: 'u4' }, 'pod "default/mirror" is a mirror pod'],
    [
      { serviceAccountName: 'other' },
      'PodCertificateRequest for pod "default/projected" contains serviceAccountName ("other") that differs from running pod ("robot")',
    ],
    [
      { serviceAccountUID: 't' },
      'PodCertificateRequest for pod "default/projected" names service account UID "t", which differs from the running service account ("s")',
    ],
  ] as const
  for (const [spec, expected] of cases) t.equal(ask(spec), expected)
  t.equal(ask({}, 'v1.36', { operation: 'UPDATE', old: {} }), 'unexpected operation UPDATE')
  t.equal(
    ask({}, 'v1.36', { what: `${what}/status`, operation: 'CREATE' }),
    'unexpected subresource status',
  )

  const unnamed = { signerName: 'example.com/other' }
  t.equal(ask(unnamed), '', 'up to 1.36, any signer is allowed')
  t.match(ask(unnamed, 'v1.37'), /^signer "example\.com\/other" not found in pod spec volume/)
  t.equal(ask({}, 'v1.37'), '', 'a volume names the signer')
  t.equal(ask({ signerName: 'example.com/allowed' }, 'v1.37'), '', 'the node has permission')
})
