/** Hints for a deleted CSR. */
import { stillValid } from '../../../src/teaching/hints/delete/still-valid.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  roleBinding,
  rule,
  user,
} from '../../apiserver/authz/builders.ts'
import { requestOf } from '../../fixtures/builders.ts'
import { clusterOf, csrOf, deleting, HOUR, JOHN, NOW } from './facts.ts'
import { tells } from './tells.ts'

{
  const ENDS = NOW + HOUR
  const WHAT =
    'the certificate issued for liam stays valid until 2030-05-06 08:08:09 UTC: deleting a request revokes nothing.'
  const WHY = 'Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).'
  const of = (...organizations: string[]) =>
    csrOf('liam', { request: requestOf({ commonName: 'liam', organizations }) })
  const cluster = clusterOf({
    rbac: [
      roleBinding('shop', 'till', 'Role/sell', user('liam')),
      clusterRoleBinding('all', 'view', user('liam')),
      clusterRoleBinding('shared', 'view', user('liam'), user('noah')),
      clusterRoleBinding('called', 'view', group('liam')),
      clusterRoleBinding('empty', 'view'),
    ],
  })
  const shared = clusterOf({
    rbac: [clusterRoleBinding('shared', 'view', user('liam'), user('noah'))],
  })
  const groups = clusterOf({
    rbac: [
      clusterRoleBinding('devs', 'view', group('devs')),
      clusterRoleBinding('ops', 'edit', group('ops')),
      clusterRoleBinding('shared', 'view', user('liam'), user('noah')),
    ],
  })

  tells(stillValid, 'x509', [
    ['nothing was issued', deleting(of(), undefined, { cluster })],
    ['it has ended', deleting(of(), NOW, { cluster })],
    [
      'it goes on for a moment',
      deleting(csrOf('liam', { request: '' }), NOW + 1, { cluster }),
      WHAT.replace('08:08:09', '07:08:09'),
      undefined,
      WHY,
    ],
    [
      'the user has bindings for itself alone',
      deleting(of('devs'), ENDS, { cluster }),
      `${WHAT} To lock liam out, remove its roles.`,
      'kubectl delete clusterrolebinding all && kubectl delete rolebinding till -n shop',
      WHY,
    ],
    [
      'only bindings with others',
      deleting(of(), ENDS, { cluster: shared }),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      undefined,
      WHY,
    ],
    [
      'a group of the user has some',
      deleting(of('devs', 'x'), ENDS, { cluster: groups }),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      undefined,
      WHY,
    ],
    [
      'no binding at all',
      deleting(of('x'), ENDS),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      undefined,
      WHY,
    ],
    [
      'nobody in the subject',
      deleting(csrOf('liam', { request: requestOf({ commonName: '' }) }), ENDS, { cluster }),
      WHAT,
      undefined,
      WHY,
    ],
    [
      'names that a shell would take apart',
      deleting(of(), ENDS, {
        cluster: clusterOf({ rbac: [roleBinding('a b', 'c d', 'Role/r', user('liam'))] }),
      }),
      `${WHAT} To lock liam out, remove its roles.`,
      "kubectl delete rolebinding 'c d' -n 'a b'",
      WHY,
    ],
    [
      'who may not read bindings is not told of them',
      deleting(of(), ENDS, {
        user: JOHN,
        cluster: clusterOf({
          rbac: [
            clusterRole('lister', [rule('list rbac.authorization.k8s.io/rolebindings')]),
            clusterRoleBinding('lister', 'lister', user('john')),
            clusterRoleBinding('all', 'view', user('liam')),
          ],
        }),
      }),
      `${WHAT} To lock liam out, remove the role bindings of the user and its groups.`,
      undefined,
      WHY,
    ],
  ])
}
