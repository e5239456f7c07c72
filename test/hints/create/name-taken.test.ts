import { nameTaken } from '../../../src/hints/create/name-taken.ts'
import { requestIn, keyOf } from '../../../src/hints/key-of.ts'
import { clusterRole, clusterRoleBinding, rule, user } from '../../authz/builders.ts'
import { p384 } from '../../ca/builders.ts'
import { requestOf } from '../../fixtures/builders.ts'
import { clusterOf, creating, csrOf, JOHN } from '../facts.ts'
import { tells } from '../tells.ts'

const existing = csrOf('jane')
const OTHER = requestOf({ key: p384 })
const fingerprint = (request: string): string => keyOf(requestIn(csrOf('', { request }))!)!
const another = [
  'the request jane that is there holds another key, so its certificate is of no use with yours. Send yours in its place.',
  'kubectl replace --force -f jane.yaml',
  `SHA-256 of that key is ${keyOf(existing)}, of yours ${fingerprint(OTHER)}.`,
] as const
const reader = clusterOf({
  rbac: [
    clusterRole('reader', [rule('get certificates.k8s.io/certificatesigningrequests')]),
    clusterRoleBinding('reader', 'reader', user('john')),
  ],
})

tells(nameTaken, 'tutorial', [
  ['the name is free', creating('jane')],
  [
    'the same key',
    creating('jane', {}, { existing }),
    'the request jane that is there holds the same key, so there is nothing to send again. Look at it.',
    'kubectl get csr jane',
  ],
  ['another key', creating('jane', { request: OTHER }, { existing }), ...another],
  [
    'a user who may look at it',
    creating('jane', { request: OTHER }, { existing, user: JOHN, cluster: reader }),
    ...another,
  ],
  ['a user who may not', creating('jane', { request: OTHER }, { existing, user: JOHN })],
  ['nothing to compare with', creating('jane', { request: '' }, { existing })],
  ['nothing to compare', creating('jane', {}, { existing: csrOf('jane', { request: '' }) })],
])
