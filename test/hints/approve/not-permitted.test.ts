import { notPermitted } from '../../../src/hints/approve/not-permitted.ts'
import { clusterRole, clusterRoleBinding, person, rule, user } from '../../authz/builders.ts'
import { approving, clusterOf, csrOf, JOHN } from '../facts.ts'
import { tells } from '../tells.ts'

const CLIENT = 'kubernetes.io/kube-apiserver-client'
const needs = (name: string, signer: string): string =>
  `to approve, ${name} also needs the verb approve on the signer ${signer}. An administrator grants it.`
const grant = (signer: string, role: string, binding: string, subject: string): string =>
  `echo '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"${role}"},"rules":[{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["${signer}"],"verbs":["approve"]}]}' | kubectl apply -f - && kubectl create clusterrolebinding ${binding} --clusterrole=${role} ${subject}`
const approver = (verb: string) =>
  clusterOf({
    rbac: [
      clusterRole('approver', [rule(`${verb} certificates.k8s.io/signers ${CLIENT}`)]),
      clusterRoleBinding('approver', 'approver', user('john')),
    ],
  })

tells(notPermitted, 'authorization', [
  ['the administrator', approving(csrOf('a'))],
  ['a user who may', approving(csrOf('a'), { user: JOHN, cluster: approver('approve') })],
  [
    'a user who may only sign',
    approving(csrOf('a'), { user: JOHN, cluster: approver('sign') }),
    needs('john', CLIENT),
    grant(CLIENT, 'approve-kube-apiserver-client', 'john-approve', '--user=john'),
  ],
  [
    'denying takes the same right',
    approving(csrOf('a'), { user: JOHN }, 'Denied'),
    needs('john', CLIENT),
    grant(CLIENT, 'approve-kube-apiserver-client', 'john-approve', '--user=john'),
  ],
  [
    'another signer, and a service account',
    approving(csrOf('a', { signerName: 'example.com/mine' }), {
      user: person('system:serviceaccount:shop:till'),
      cluster: approver('approve'),
    }),
    needs('system:serviceaccount:shop:till', 'example.com/mine'),
    grant('example.com/mine', 'approve-mine', 'till-approve', '--serviceaccount=shop:till'),
  ],
  [
    'a user whom a shell would take apart',
    approving(csrOf('a', { signerName: 'example.com/mine' }), { user: person('jane doe') }),
    needs('jane doe', 'example.com/mine'),
    grant('example.com/mine', 'approve-mine', "'jane doe-approve'", "--user='jane doe'"),
  ],
  [
    'a role that the cluster has for it',
    approving(csrOf('a'), {
      user: JOHN,
      cluster: clusterOf({
        rbac: [
          clusterRole('system:certificates.k8s.io:kube-apiserver-client-approver', [
            rule(`approve certificates.k8s.io/signers ${CLIENT}`),
          ]),
        ],
      }),
    }),
    needs('john', CLIENT),
    'kubectl create clusterrolebinding john-approve --clusterrole=system:certificates.k8s.io:kube-apiserver-client-approver --user=john',
  ],
  [
    'one that is called so, and is for another signer',
    approving(csrOf('a'), {
      user: JOHN,
      cluster: clusterOf({
        rbac: [
          clusterRole('system:certificates.k8s.io:kube-apiserver-client-approver', [
            rule('approve certificates.k8s.io/signers example.com/mine'),
          ]),
        ],
      }),
    }),
    needs('john', CLIENT),
    grant(CLIENT, 'approve-kube-apiserver-client', 'john-approve', '--user=john'),
  ],
])
