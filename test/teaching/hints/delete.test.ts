import { stillValid } from '../../../src/teaching/hints/delete/still-valid.ts'
import { clusterRoleBinding, group, roleBinding, user } from '../../apiserver/authz/builders.ts'
import { KUBELET, SERVING } from '../../fixtures/builders.ts'
import { asJohn, clusterOf, csrOf, deleting, HOUR, NOW, subject } from './facts.ts'
import { tells } from './tells.ts'

{
  const ENDS = NOW + HOUR
  const WHAT =
    'the certificate issued for liam stays valid until 2030-05-06 08:08:09 UTC: deleting a request revokes nothing.'
  const WHY = 'Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).'
  const BINDINGS = `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`
  const of = (...organizations: string[]) => csrOf('liam', subject('liam', ...organizations))
  const both = clusterRoleBinding('shared', 'view', user('liam'), user('noah'))
  const cluster = clusterOf({
    rbac: [
      roleBinding('shop', 'till', 'Role/sell', user('liam')),
      clusterRoleBinding('all', 'view', user('liam')),
      both,
      clusterRoleBinding('called', 'view', group('liam')),
      clusterRoleBinding('empty', 'view'),
    ],
  })
  const shared = clusterOf({ rbac: [both] })
  const groups = clusterOf({
    rbac: [
      clusterRoleBinding('devs', 'view', group('devs')),
      clusterRoleBinding('ops', 'edit', group('ops')),
      both,
    ],
  })

  tells(stillValid, 'x509', [
    ['no certificate', deleting(of(), undefined, { cluster })],
    ['expired', deleting(of(), NOW, { cluster })],
    [
      'valid for one more millisecond',
      deleting(csrOf('liam', { request: '' }), NOW + 1, { cluster }),
      WHAT.replace('08:08:09', '07:08:09'),
      undefined,
      WHY,
    ],
    [
      'bindings for the user alone',
      deleting(of('devs'), ENDS, { cluster }),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      'kubectl delete clusterrolebinding all && kubectl delete rolebinding till -n shop',
      WHY,
    ],
    [
      'only a binding that has another subject too',
      deleting(of(), ENDS, { cluster: shared }),
      BINDINGS,
      undefined,
      WHY,
    ],
    [
      "bindings of the user's group",
      deleting(of('devs', 'x'), ENDS, { cluster: groups }),
      BINDINGS,
      undefined,
      WHY,
    ],
    ['no bindings', deleting(of('x'), ENDS), BINDINGS, undefined, WHY],
    ...(
      [
        [
          SERVING,
          'Clients of that kubelet accept it until then; if the key has leaked, only a new CA ends that.',
        ],
        [
          KUBELET,
          'The API server accepts it as that node until then; if the key has leaked, only a new CA ends that.',
        ],
        [
          'example.com/shop',
          'Programs that trust the CA of that signer accept it until then; revoke it at that CA.',
        ],
      ] as const
    ).map(
      ([signerName, mend]) =>
        [
          `no role bindings for a certificate of ${signerName}`,
          deleting(csrOf('liam', { ...subject('liam'), signerName }), ENDS, { cluster }),
          `${WHAT} ${mend}`,
          undefined,
          WHY,
        ] as const,
    ),
    ['no CN', deleting(csrOf('liam', subject('')), ENDS, { cluster }), WHAT, undefined, WHY],
    [
      'names with shell characters',
      deleting(of(), ENDS, {
        cluster: clusterOf({ rbac: [roleBinding('a b', 'c d', 'Role/r', user('liam'))] }),
      }),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      "kubectl delete rolebinding 'c d' -n 'a b'",
      WHY,
    ],
    [
      'no command for a user who may not list cluster role bindings',
      deleting(
        of(),
        ENDS,
        asJohn(['list rbac.authorization.k8s.io/rolebindings'], {
          rbac: [clusterRoleBinding('all', 'view', user('liam'))],
        }),
      ),
      BINDINGS,
      undefined,
      WHY,
    ],
  ])
}
