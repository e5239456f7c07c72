import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import type { CertificateSigningRequest } from '../../../src/apis/certificates.ts'
import { PAGES } from '../../../src/teaching/hints/pages.ts'
import { reviewCard } from '../../../src/teaching/hints/review-card.ts'
import { endOf, historyOf } from '../../../src/teaching/hints/history.ts'
import { clusterRoleBinding, group, user } from '../../apiserver/authz/builders.ts'
import { ED25519, ed25519, requestPem, rsa2048, SHA256_RSA } from '../../ca/builders.ts'
import {
  base64,
  CLIENT,
  requestOf,
  SERVING,
  storedCondition,
  storedCsr,
} from '../../fixtures/builders.ts'
import { at, certificateUntil, clusterOf, csrOf, grave, HOUR, NOW, subject } from './facts.ts'

const cluster = clusterOf({
  rbac: [clusterRoleBinding('bosses', 'cluster-admin', group('bosses'), user('root'))],
})
type Spec = Partial<CertificateSigningRequest['spec']>

t.test('the Review event shows the user of the certificate, with flags and notes', async (t) => {
  const card = (spec: Spec) => {
    const csr = csrOf('x', { username: 'jane', groups: [], ...spec })
    return reviewCard(csr, cluster)
  }
  const look = (who: string, key = 'P-256', lifetime = '365 days', asker = 'jane') =>
    `Check before approval: the holder of this ${key} key becomes ${who}, for ${lifetime}; requested by ${asker}.`
  t.same(card(subject('jane')), { text: look('the user jane'), flags: [], notes: [] })
  t.same(card({ ...subject('jane', 'devs', 'ops'), expirationSeconds: 3600 }), {
    text: look('the user jane in devs, ops', 'P-256', '1 hour'),
    flags: [],
    notes: [
      'No role binding covers the group devs yet.',
      'No role binding covers the group ops yet.',
    ],
  })
  t.same(card({ ...subject('jane', 'bosses', 'system:x') }), {
    text: look('the user jane in bosses, system:x'),
    flags: [
      'The holder is a cluster administrator: group bosses has cluster-admin by ClusterRoleBinding bosses.',
    ],
    notes: [],
  })
  t.same(card({ ...subject('root'), username: 'eve' })?.flags, [
    'The holder is a cluster administrator: user root has cluster-admin by ClusterRoleBinding bosses.',
    'eve requests a certificate for another user.',
  ])
  t.same(card({ ...subject('system:x'), username: 'admin', groups: ['system:masters'] }), {
    text: look('the user system:x', 'P-256', '365 days', 'admin'),
    flags: ['system:x is a name reserved for system components.'],
    notes: [],
  })
  t.same(
    card({ ...subject(''), username: '' })?.text,
    look('nobody (no CN)', 'P-256', '365 days', ''),
  )
  const { privateKey: weak } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const rsa = (key: typeof weak) => ({
    request: base64(requestPem({ key, algorithm: SHA256_RSA })),
  })
  t.match(card(rsa(weak)), {
    text: look('the user jane', 'RSA 1024'),
    flags: ['An RSA key of 1024 bits is too weak.'],
  })
  t.match(card(rsa(rsa2048)), { text: look('the user jane', 'RSA 2048'), flags: [] })
  const edwards = base64(requestPem({ key: ed25519, algorithm: ED25519, hash: null }))
  t.match(card({ request: edwards }), { text: look('the user jane', 'Ed25519'), flags: [] })
  t.equal(
    card({ ...subject('jane'), signerName: SERVING }),
    undefined,
    'other signers check the subject themselves',
  )
  t.equal(card({ request: '' }), undefined)
})

type Told = [position: number, reason: string, type: string, message: string, at?: string]

const tell = (csr: CertificateSigningRequest, decider?: string): Told[] =>
  historyOf(csr, { cluster, form: 'full', deciders: { get: () => decider } }).map(
    ({ position, reason, type, message, at: when }) => [position, reason, type, message, when],
  )
const T0 = at(NOW)
const later = (ms: number) => at(NOW + ms)
const CREATED = (more = ''): Told => [
  1,
  'Created',
  'Normal',
  `Created by ann for CN=jane${more}, to be signed by ${CLIENT}; waits for kubectl certificate approve jane.`,
  T0,
]
const CARD = (more = ''): Told => [
  2,
  'Review',
  'Normal',
  `Check before approval: the holder of this P-256 key becomes the user jane${more}, for 365 days; requested by jane. (see ${PAGES.authorization})`,
  T0,
]

t.test('each kind of history has its events', async (t) => {
  const by = (username: string, spec: Spec = {}) => csrOf('jane', { username, ...spec })
  t.same(
    tell(by('jane', { request: requestOf({ commonName: 'jane', organizations: ['a', 'b'] }) })),
    [
      [1, 'Created', 'Normal', CREATED(', O=a, O=b')[3].replace('ann', 'jane'), T0],
      [
        2,
        'Review',
        'Normal',
        CARD(' in a, b')[3].replace(
          ' (see',
          ' No role binding covers the group a yet. No role binding covers the group b yet. (see',
        ),
        T0,
      ],
    ],
    'pending',
  )
  t.same(
    tell(by('ann', { usages: ['server auth'] })),
    [
      CREATED(),
      [
        2,
        'Review',
        'Warning',
        `Check before approval: the holder of this P-256 key becomes the user jane, for 365 days; requested by ann. ann requests a certificate for another user. (see ${PAGES.authorization})`,
        T0,
      ],
      [
        2,
        'WillFail',
        'Warning',
        `If approved, the request will be marked Failed: invalid usage for client certificate: server auth. Write usages: ["client auth"] in the manifest, and send it again: kubectl replace --force -f jane.yaml (see ${PAGES.signers})`,
        T0,
      ],
    ],
    'pending, and will fail',
  )
  t.same(tell(csrOf('jane', { request: '', signerName: 'a.b/c' })), [
    [
      1,
      'Created',
      'Normal',
      'Created by nobody, to be signed by a.b/c; waits for kubectl certificate approve jane.',
      T0,
    ],
  ])
  const conditions = (...list: ReturnType<typeof storedCondition>[]) => ({ conditions: list })
  const stored = (
    status: CertificateSigningRequest['status'],
    spec: Spec = {},
    metadata: object = {},
  ) =>
    storedCsr(
      status,
      { username: 'ann', ...spec },
      { name: 'jane', creationTimestamp: T0, ...metadata },
    )
  const approval = storedCondition('Approved', later(1000), { reason: 'R', message: 'M' })
  const told = (what: string, csr: CertificateSigningRequest, expected: Told[], decider?: string) =>
    void t.same(tell(csr, decider), [CREATED(), ...expected], what)
  const APPROVED = (message: string): Told => [3, 'Approved', 'Normal', message, later(1000)]
  told('approved', stored(conditions(approval)), [APPROVED('Approved (R: M)')])
  told(
    'approved by a known user',
    stored(conditions(approval)),
    [APPROVED('Approved by boss with kubectl (R: M)')],
    'boss with kubectl',
  )
  told('approved without a reason', stored(conditions(storedCondition('Approved'))), [
    [3, 'Approved', 'Normal', 'Approved.', T0],
  ])
  told(
    'approved without a message',
    stored(conditions(storedCondition('Approved', null, { reason: 'R' }))),
    [[3, 'Approved', 'Normal', 'Approved (R)', T0]],
  )
  told('denied', stored(conditions(storedCondition('Denied', later(0)))), [
    [
      3,
      'Denied',
      'Normal',
      'Denied. A denial is final; the request will be cleaned up after 2030-05-06 08:08:09 UTC.',
      T0,
    ],
  ])
  t.same(
    tell(stored(conditions(approval), { signerName: 'example.com/mine' })).at(-1),
    [
      4,
      'NobodySigns',
      'Warning',
      `No signer in this cluster handles example.com/mine; the request will be cleaned up after 2030-05-07 07:08:10 UTC, unless a controller of your own signs it. (see ${PAGES.signers})`,
      later(1000),
    ],
    'no signer',
  )
  const failure = storedCondition('Failed', later(2000), { message: 'bad' })
  told('failed', stored(conditions(approval, failure)), [
    APPROVED('Approved (R: M)'),
    [
      4,
      'Failed',
      'Warning',
      `The signer marked it Failed, and that is final: bad; the request will be cleaned up after 2030-05-06 08:08:11 UTC. (see ${PAGES.signers})`,
      later(2000),
    ],
  ])
  told('failed without a time', stored(conditions(approval, storedCondition('Failed'))), [
    APPROVED('Approved (R: M)'),
    [
      4,
      'Failed',
      'Warning',
      `The signer marked it Failed, and that is final; the request will be cleaned up after 2030-05-07 07:08:10 UTC. (see ${PAGES.signers})`,
      later(1000),
    ],
  ])
  told(
    'issued',
    stored({ ...conditions(approval), certificate: certificateUntil(NOW + 2 * HOUR) }),
    [
      APPROVED('Approved (R: M)'),
      [
        4,
        'Issued',
        'Normal',
        `${CLIENT} issued a certificate that is valid until 2030-05-06 09:08:09 UTC; the request will be cleaned up after 2030-05-06 08:08:10 UTC. Fetch it: kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > jane.crt (see ${PAGES.tutorial})`,
        later(1000),
      ],
    ],
  )
  told(
    'issued an unreadable certificate',
    stored({ ...conditions(approval), certificate: 'AAAA' }),
    [APPROVED('Approved (R: M)')],
  )
})

t.test(
  'the last event tells who deleted a CSR, and until when its certificate works',
  async (t) => {
    const deleted = { position: 5, reason: 'Deleted', type: 'Normal', at: T0 }
    t.same(endOf(grave), { ...deleted, message: 'Deleted by ann.' })
    t.same(endOf({ ...grave, certificateEnds: NOW }), { ...deleted, message: 'Deleted by ann.' })
    t.same(endOf({ ...grave, certificateEnds: NOW + 1000 }), {
      ...deleted,
      message: 'Deleted by ann. Its certificate still works until 2030-05-06 07:08:10 UTC.',
    })
    t.same(endOf({ ...grave, cleaned: 'issued requests are kept for an hour' }), {
      ...deleted,
      reason: 'CleanedUp',
      message: 'Cleaned up, because issued requests are kept for an hour.',
    })
  },
)
