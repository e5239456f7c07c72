/** Cases beyond `test/golden/v1.36-features/podcerts-status.json`. */
import t from 'tap'
import type { Authorizer } from '../../../../src/apiserver/authz/authorizer.ts'
import type { PodCertificateRequestStatus } from '../../../../src/apis/certificates.ts'
import {
  statusOf,
  strategyOf,
} from '../../../../src/resources/certificates/podcertificaterequest/strategy.ts'
import { podCertificateRequests } from '../../../../src/resources/certificates/podcertificaterequest/resource.ts'
import { isIn } from '../../../../src/apiserver/registry/resource.ts'
import { ed25519, NOW, p256 } from '../../../ca/builders.ts'
import {
  condition,
  contextIn,
  HOUR,
  issued,
  keyAndProof,
  ofPod,
  textsOf,
  timeOf,
  withoutKey,
} from './builders.ts'

const authorizer: Authorizer = { authorize: () => ({ decision: 'allow', reason: '' }) }
const partsOf = (version: string) => ({ authorizer, release: contextIn(version).release })
const strategy = statusOf(partsOf('v1.36'))
const pending = ofPod()

const problems = (status: PodCertificateRequestStatus, old = pending) =>
  textsOf(strategy.validateUpdate!({ ...old, status }, old, contextIn('v1.36')))

const chain = (text: string) => `status.certificateChain: Invalid value: ${text}`

t.test("the chain's size is limited, and its leaf must be for the requested key", async (t) => {
  t.same(problems(issued({}, { certificateChain: 'x'.repeat(102_401) })), [
    'status.certificateChain: Too long: may not be more than 102400 bytes',
  ])
  const old = withoutKey(keyAndProof(p256))
  t.same(problems(issued({ key: p256 }), old), [], 'the key may be in pkixPublicKey')
  t.match(problems(issued({ key: ed25519 }), old), [/was not issued to the requested public key$/])
})

t.test('notAfter must match the certificate, whose lifetime is limited', async (t) => {
  const later = timeOf(NOW + 1000)
  for (const [status, expected] of [
    [
      issued({}, { notAfter: later }),
      `status.notAfter: Invalid value: "${later}": must be set to the NotAfter time encoded in the leaf certificate`,
    ],
    [
      issued({ until: NOW + HOUR - 1000 }),
      chain('3599000000000: leaf certificate lifetime must be >= 1 hour'),
    ],
    [
      issued({ until: NOW + 24 * HOUR + 1000 }),
      chain(
        '86401000000000: leaf certificate lifetime must be <= spec.maxExpirationSeconds (86400)',
      ),
    ],
  ] as const)
    t.same(problems(status), [expected])
})

t.test('each endpoint sets its own fields', async (t) => {
  const { strategy: main } = podCertificateRequests(partsOf('v1.36'))
  const context = contextIn('v1.36')
  const { maxExpirationSeconds: _, ...spec } = pending.spec
  const fresh = main.applyDefaults({ ...pending, spec, status: issued() })
  t.equal(fresh.spec.maxExpirationSeconds, 86_400)
  t.same(main.prepareForCreate(fresh, context).status, {})
  t.same(main.prepareForUpdate(fresh, pending, context).status, pending.status)
  const labelled = { ...pending, metadata: { ...pending.metadata, labels: { a: 'b' } } }
  const changed = { ...labelled, spec: ofPod({ podName: 'q' }).spec, status: issued() }
  const prepared = strategy.prepareForUpdate(changed, pending, context)
  t.same(prepared, { ...pending, status: changed.status }, 'only the status is taken')

  t.same(main.resetFields, [])
  t.same(strategy.resetFields, [['spec']])
  t.same(strategyOf(partsOf('v1.37')).resetFields, [['status']])
  t.same(statusOf(partsOf('v1.37')).resetFields, [['metadata'], ['spec']])
})

t.test('a row shows the state and, since 1.35, annotations', async (t) => {
  const { columns } = podCertificateRequests(partsOf('v1.36'))
  const row = (request = pending) => columns.map((column) => column.cell(request, NOW))
  t.same(row(), ['x', 'p', 'robot', 'n', 'example.com/pods', 'Pending', '<none>'])
  const annotated = ofPod({ unverifiedUserAnnotations: { 'b.c/d': 'x y', 'a.b/c': '1' } })
  annotated.status = { conditions: [condition('Denied')] }
  t.same(row(annotated).slice(5), ['Denied', 'a.b/c=1,b.c/d=x y'])
  const shown = columns.filter((column) => isIn(column, contextIn('v1.34').release))
  t.equal(shown.length, 6, '1.34 has no column for annotations')
})
