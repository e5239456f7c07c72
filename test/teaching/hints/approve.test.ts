import { approvedInVain } from '../../../src/teaching/hints/approve/approved-in-vain.ts'
import { notPermitted } from '../../../src/teaching/hints/approve/not-permitted.ts'
import { powerful } from '../../../src/teaching/hints/approve/powerful.ts'
import { frozenSpec } from '../../../src/teaching/hints/edit/frozen-spec.ts'
import {
  clusterRoleBinding,
  group,
  person,
  roleBinding,
  user,
} from '../../apiserver/authz/builders.ts'
import { p384 } from '../../ca/builders.ts'
import { CLIENT, KUBELET, requestOf, SERVING } from '../../fixtures/builders.ts'
import { approving, asJohn, changing, clusterOf, csrOf, JOHN, subject } from './facts.ts'
import { tells } from './tells.ts'

{
  const AGAIN = 'kubectl replace --force -f web.yaml'
  const WHY = 'The request will get no certificate.'
  const unserved = csrOf('web', { signerName: 'kubernetes.io/kube-apiserver' })
  const wrong = csrOf('web', { usages: ['server auth'] })

  tells(approvedInVain, 'signers', [
    ['a request that will be signed', approving(csrOf('web'))],
    [
      'an unknown signer',
      approving(unserved),
      'web is approved, but no signer in this cluster handles kubernetes.io/kube-apiserver. Did you mean kubernetes.io/kube-apiserver-client? Write that into the manifest, and send it again.',
      AGAIN,
      WHY,
    ],
    [
      'a custom signer',
      approving(csrOf('web', { signerName: 'example.com/mine' })),
      'web is approved, but no signer in this cluster handles example.com/mine, unless a controller of your own signs it.',
    ],
    [
      'a request that will fail',
      approving(wrong),
      'web is approved, but the signer will mark it Failed: invalid usage for client certificate: server auth. Write usages: ["client auth"] in the manifest, and send it again.',
      AGAIN,
    ],
    [
      'a request that will fail because of its subject',
      approving(csrOf('web', { signerName: SERVING })),
      'web is approved, but the signer will mark it Failed: subject organization is not system:nodes. Make a request for the node web, and replace this one with it.',
      'openssl req -new -key web.key -subj /CN=system:node:web/O=system:nodes -addext subjectAltName=DNS:web -out web.csr',
    ],
    ['a denial', approving(wrong, {}, 'Denied')],
    ['already approved', approving(csrOf('web', { usages: ['server auth'] }, 'Approved'))],
    ['already denied', approving(csrOf('web', { usages: ['server auth'] }, 'Denied'))],
  ])
}

{
  const needs = (name: string, signer: string) =>
    `to approve or deny, ${name} also needs the verb approve on the signer ${signer}. An administrator grants it.`
  const grant = (signer: string, role: string, binding: string, subject: string) =>
    `echo '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"${role}"},"rules":[{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["${signer}"],"verbs":["approve"]}]}' | kubectl apply -f - && kubectl create clusterrolebinding ${binding} --clusterrole=${role} ${subject}`
  const READY =
    'kubectl create clusterrolebinding john-approve --clusterrole=system:certificates.k8s.io:kube-apiserver-client-approver --user=john'
  const john = (verb: string) => asJohn([`${verb} certificates.k8s.io/signers ${CLIENT}`])

  tells(notPermitted, 'authorization', [
    ['the administrator', approving(csrOf('a'))],
    ['a user with the permission', approving(csrOf('a'), john('approve'))],
    ['a user who may only sign', approving(csrOf('a'), john('sign')), needs('john', CLIENT), READY],
    [
      'a denial needs the same permission',
      approving(csrOf('a'), { user: JOHN }, 'Denied'),
      needs('john', CLIENT),
      READY,
    ],
    [
      'another signer, and a service account',
      approving(csrOf('a', { signerName: 'example.com/mine' }), {
        ...john('approve'),
        user: person('system:serviceaccount:shop:till'),
      }),
      needs('system:serviceaccount:shop:till', 'example.com/mine'),
      grant('example.com/mine', 'approve-mine', 'till-approve', '--serviceaccount=shop:till'),
    ],
    [
      'a user name with shell characters',
      approving(csrOf('a', { signerName: 'example.com/mine' }), { user: person('jane doe') }),
      needs('jane doe', 'example.com/mine'),
      grant('example.com/mine', 'approve-mine', "'jane doe-approve'", "--user='jane doe'"),
    ],
  ])
}

{
  const rbac = [
    clusterRoleBinding('bosses', 'cluster-admin', group('bosses'), user('root'), user('devs')),
    clusterRoleBinding('viewers', 'view', group('viewers')),
    roleBinding('shop', 'sellers', 'ClusterRole/cluster-admin', group('sellers')),
  ]
  const cluster = clusterOf({ rbac })
  const asking = (...names: Parameters<typeof subject>) => csrOf('x', subject(...names))
  const power = (why: string) =>
    `this certificate makes its holder a cluster administrator: ${why}, and a certificate cannot be revoked.`
  const GROUP = power('group bosses has cluster-admin by ClusterRoleBinding bosses')

  tells(powerful, 'authorization', [
    ['an ordinary user', approving(asking('jane', 'devs'), { cluster })],
    ['a powerful group', approving(asking('jane', 'devs', 'bosses'), { cluster }), GROUP],
    [
      'a powerful user',
      approving(asking('root'), { cluster }),
      power('user root has cluster-admin by ClusterRoleBinding bosses'),
    ],
    ['a user with the name of a group', approving(asking('bosses'), { cluster })],
    ['another role', approving(asking('jane', 'viewers'), { cluster })],
    ['full power in one namespace only', approving(asking('jane', 'sellers'), { cluster })],
    ['a denial', approving(asking('root'), { cluster }, 'Denied')],
    ['already approved', approving(csrOf('x', subject('root'), 'Approved'), { cluster })],
    [
      'another signer',
      approving(csrOf('x', { ...subject('root'), signerName: KUBELET }), {
        cluster,
      }),
    ],
    ['an unreadable request', approving(csrOf('x', { request: '' }), { cluster })],
    [
      'shown to users who may approve for the signer',
      approving(
        asking('jane', 'bosses'),
        asJohn([`approve certificates.k8s.io/signers ${CLIENT}`], { rbac }),
      ),
      GROUP,
    ],
    [
      'not shown to users who may not approve for the signer',
      approving(
        asking('jane', 'bosses'),
        asJohn(['update certificates.k8s.io/certificatesigningrequests/approval'], { rbac }),
      ),
    ],
  ])
}

{
  const stored = csrOf('jane', { expirationSeconds: 600 })
  const sending = (spec: Parameters<typeof csrOf>[1]) =>
    changing(stored, csrOf('jane', { expirationSeconds: 600, ...spec }))
  const dropped = (fields: string) =>
    `the spec of a request is immutable, so your new ${fields} dropped. Replace the stored request with yours.`
  const AGAIN = 'kubectl replace --force -f jane.yaml'
  const OTHER = requestOf({ key: p384 })
  const sameKey = requestOf({ commonName: 'john' })
  const withoutSpec = (spec: object | undefined) =>
    changing(stored, { ...stored, spec } as typeof stored)

  tells(frozenSpec, 'requests', [
    ['no change', sending({})],
    ['spec.username, which clients cannot set', sending({ username: 'mallory' })],
    ['a missing spec', withoutSpec(undefined)],
    ['an empty spec', withoutSpec({})],
    ['the usages', sending({ usages: ['server auth'] }), dropped('spec.usages is'), AGAIN],
    ['the signer', sending({ signerName: 'a.b/c' }), dropped('spec.signerName is'), AGAIN],
    [
      'the lifetime and the usages, in the order of the spec',
      sending({ usages: [], expirationSeconds: 601 }),
      dropped('spec.expirationSeconds and spec.usages are'),
      AGAIN,
    ],
    [
      'the request, with another key',
      sending({ request: OTHER }),
      dropped('spec.request is'),
      AGAIN,
    ],
    [
      'the request, with the same key',
      sending({ request: sameKey }),
      dropped('spec.request is'),
      AGAIN,
    ],
    [
      'the request, which becomes unreadable',
      sending({ request: 'AAAA' }),
      dropped('spec.request is'),
      AGAIN,
    ],
    [
      'an unreadable stored request',
      changing(csrOf('jane', { request: 'AAAA' }), csrOf('jane')),
      dropped('spec.request is'),
      AGAIN,
    ],
  ])
}
