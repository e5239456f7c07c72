import t from 'tap'
import type { UserInfo } from '../../../../src/api/user.ts'
import type { Authorizer } from '../../../../src/authz/authorizer.ts'
import type {
  PodCertificateRequest,
  PodCertificateRequestStatus,
} from '../../../../src/api/kinds/certificates.ts'
import { encodePem } from '../../../../src/ca/pem.ts'
import {
  mainStrategy,
  statusStrategy,
} from '../../../../src/resources/certificates/podcertificaterequest/strategy.ts'
import { columnsOf } from '../../../../src/resources/certificates/podcertificaterequest/table.ts'
import { dns, ed25519, email, NOW, p256 } from '../../../ca/builders.ts'
import {
  condition,
  contextIn,
  HOUR,
  issued,
  keyAndProof,
  leafPem,
  ofPod,
  textsOf,
  timeOf,
  withoutKey,
} from './builders.ts'

const MINUTE = HOUR / 60

/** `sam` signs for example.com/pods, `dora` for all of the domain. */
const authorizer: Authorizer = {
  authorize: ({ user, verb, resource, name }) => ({
    decision:
      verb === 'sign' &&
      resource === 'signers' &&
      ((user.name === 'sam' && name === 'example.com/pods') ||
        (user.name === 'dora' && name === 'example.com/*'))
        ? 'allow'
        : 'no-opinion',
    reason: '',
  }),
}
const partsOf = (version: string) => ({ authorizer, release: contextIn(version).release })
const strategy = statusStrategy(partsOf('v1.36'))
const user = (name: string): UserInfo => ({ name, groups: [], extra: {} })

const pending = ofPod()

const problems = (
  status: PodCertificateRequestStatus,
  old = pending,
  context = contextIn('v1.36'),
): string[] =>
  textsOf(strategy.validateUpdate({ ...context, user: user('sam') }, { ...old, status }, old))

const chain = (text: string): string => `status.certificateChain: Invalid value: ${text}`

void t.test('a signer issues, denies or fails', async (t) => {
  t.same(problems({}), [])
  for (const type of ['Denied', 'Failed']) t.same(problems({ conditions: [condition(type)] }), [])
  t.same(problems(issued()), [])
  const wrong: [PodCertificateRequestStatus, string[]][] = [
    [
      { conditions: [condition('Approved')] },
      [
        'status.conditions.[0].type: Unsupported value: "Approved": supported values: "Issued", "Denied", "Failed"',
      ],
    ],
    [
      { conditions: [condition('Denied', { status: 'False' })] },
      ['status.conditions.[0].status: Unsupported value: "False": supported values: "True"'],
    ],
    [
      { conditions: [condition('Denied'), condition('Failed')] },
      [
        'status.conditions.[1].type: Invalid value: "Failed": There may be at most one condition with type "Issued", "Denied", or "Failed"',
      ],
    ],
    [
      { conditions: [condition('Denied', { reason: '' })] },
      ['status.conditions[0].reason: Required value'],
    ],
    [
      { conditions: [condition('Failed')], notBefore: timeOf(NOW) },
      [
        'status: Invalid value: non-condition status fields must be empty when denying or failing the PodCertificateRequest',
      ],
    ],
    [
      { certificateChain: 'x' },
      [
        'status: Invalid value: status is immutable unless transitioning to "Issued", "Denied", or "Failed"',
      ],
    ],
  ]
  for (const [status, expected] of wrong) t.same(problems(status), expected)
})

void t.test('what is said once stays', async (t) => {
  const why =
    'status: Invalid value: immutable after PodCertificateRequest is issued, denied, or failed'
  for (const status of [issued(), { conditions: [condition('Denied')] }]) {
    const old = ofPod()
    old.status = status
    t.same(problems(status, old), [])
    t.same(problems({ ...status, conditions: [...status.conditions!] }, old), [], 'the same anew')
    t.same(problems({}, old), [why])
    t.same(problems({ ...status, conditions: [condition('Failed')] }, old), [why])
  }
})

void t.test('the chain', async (t) => {
  const leaf = leafPem()
  const withChain = (certificateChain: string): string[] =>
    problems(issued({}, { certificateChain }))
  t.same(withChain(`text before\n${leaf}${leafPem({ key: p256 })}text after`), [])
  t.same(withChain(''), [
    chain('"": issued certificate chain must contain at least one certificate'),
  ])
  const garbage = encodePem('CERTIFICATE', Buffer.from('x'))
  const key = encodePem('PUBLIC KEY', Buffer.from('x'))
  const cases: [string, string][] = [
    [key, 'issued certificate chain must consist entirely of CERTIFICATE PEM blocks'],
    [garbage, 'leaf certificate does not parse as valid X.509'],
    [leafPem({ key: p256 }), 'leaf certificate was not issued to the requested public key'],
    [leaf + key, 'issued certificate chain must consist entirely of CERTFICATE PEM blocks'],
    [leaf + garbage, 'intermediate certificate does not parse as valid X.509'],
  ]
  for (const [pem, why] of cases) t.same(withChain(pem), [chain(`${JSON.stringify(pem)}: ${why}`)])
  t.same(withChain('x'.repeat(102_401)), [
    'status.certificateChain: Too long: may not be more than 102400 bytes',
  ])
  const old = withoutKey(keyAndProof(p256))
  t.same(problems(issued({ key: p256 }), old), [], 'the key of the older form counts too')
  t.match(problems(issued({ key: ed25519 }), old), [/was not issued to the requested public key$/])
})

void t.test('the names of the leaf', async (t) => {
  t.same(problems(issued({ names: [dns('a.example.com'), email('jane@example.com')] })), [])
  t.same(problems(issued({ names: [dns('a..b'), dns('.c'), dns('d.'), email('nobody')] })), [
    chain(`"a..b": leaf certificate's DNSName should not contain '..'`),
    chain(`".c": leaf certificate's DNSName should not start or end with '.'`),
    chain(`"d.": leaf certificate's DNSName should not start or end with '.'`),
    chain('"nobody": leaf certificate should not contain invalid EmailAddress'),
  ])
  t.same(problems(issued({ names: [dns('')] })), [
    chain('"": leaf certificate should not contain empty DNSName'),
  ])
})

void t.test('the times', async (t) => {
  const missing = issued()
  delete missing.notBefore
  delete missing.notAfter
  delete missing.beginRefreshAt
  t.same(problems(missing), [
    'status.notBefore: Required value: must be present and consistent with the issued certificate',
    'status.notAfter: Required value: must be present and consistent with the issued certificate',
    'status.beginRefreshAt: Required value: must be present and in the range [notbefore+10min, notafter-10min]',
  ])
  const at = (ms: number): string => timeOf(NOW + ms)
  const near = "must be set to within 5 minutes of kube-apiserver's current time"
  const cases: [PodCertificateRequestStatus, string][] = [
    [
      issued({}, { notBefore: at(1000) }),
      `status.notBefore: Invalid value: "${at(1000)}": must be set to the NotBefore time encoded in the leaf certificate`,
    ],
    [
      issued({}, { notAfter: at(1000) }),
      `status.notAfter: Invalid value: "${at(1000)}": must be set to the NotAfter time encoded in the leaf certificate`,
    ],
    [
      issued({ from: NOW - 5 * MINUTE }),
      `status.notBefore: Invalid value: "${at(-5 * MINUTE)}": ${near}`,
    ],
    [
      issued({ from: NOW + 5 * MINUTE, until: NOW + 2 * HOUR }),
      `status.notBefore: Invalid value: "${at(5 * MINUTE)}": ${near}`,
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
    [
      issued({}, { beginRefreshAt: at(10 * MINUTE - 1000) }),
      `status.beginRefreshAt: Invalid value: "${at(10 * MINUTE - 1000)}": must be at least 10 minutes after status.notBefore`,
    ],
    [
      issued({}, { beginRefreshAt: at(50 * MINUTE + 1000) }),
      `status.beginRefreshAt: Invalid value: "${at(50 * MINUTE + 1000)}": must be at least 10 minutes before status.notAfter`,
    ],
  ]
  for (const [status, expected] of cases) t.same(problems(status), [expected])
  t.same(problems(issued({ from: NOW - 5 * MINUTE + 1000 })), [])
})

void t.test('whoever answers may sign for the signer', async (t) => {
  const denied: PodCertificateRequest = {
    ...pending,
    status: { conditions: [condition('Denied')] },
  }
  const asked = (name: string, request = denied): string[] =>
    textsOf(strategy.validateUpdate({ ...contextIn('v1.36'), user: user(name) }, request, pending))
  t.same(asked('sam'), [])
  t.same(asked('dora'), [])
  t.same(asked('jane'), [
    'spec.signerName: Forbidden: User "jane" is not permitted to "sign" for signer "example.com/pods"',
  ])
  t.same(asked('jane', pending), [], 'what changes nothing needs no permission')
})

void t.test('who may set which field', async (t) => {
  const main = mainStrategy(partsOf('v1.36'))
  const context = contextIn('v1.36')
  const { maxExpirationSeconds: _, ...spec } = pending.spec
  const fresh = main.applyDefaults({ ...pending, spec, status: issued() })
  t.equal(fresh.spec.maxExpirationSeconds, 86_400)
  t.same(main.prepareForCreate(context, fresh).status, {})
  t.same(main.prepareForUpdate(context, fresh, pending).status, pending.status)
  const labelled = { ...pending, metadata: { ...pending.metadata, labels: { a: 'b' } } }
  const changed = { ...labelled, spec: ofPod({ podName: 'q' }).spec, status: issued() }
  const prepared = strategy.prepareForUpdate(context, changed, pending)
  t.same(prepared, { ...pending, status: changed.status }, 'of the status alone')

  t.same(main.resetFields, [])
  t.same(strategy.resetFields, [['spec']])
  t.same(mainStrategy(partsOf('v1.37')).resetFields, [['status']])
  t.same(statusStrategy(partsOf('v1.37')).resetFields, [['metadata'], ['spec']])
})

void t.test('its row', async (t) => {
  const row = (request = pending): unknown[] =>
    columnsOf(contextIn('v1.36').release).map((column) => column.cell(request, NOW))
  t.same(row(), ['x', 'p', 'robot', 'n', 'example.com/pods', 'Pending', '<none>'])
  const annotated = ofPod({ unverifiedUserAnnotations: { 'b.c/d': 'x y', 'a.b/c': '1' } })
  annotated.status = { conditions: [condition('Denied')] }
  t.same(row(annotated).slice(5), ['Denied', 'a.b/c=1,b.c/d=x y'])
  t.equal(columnsOf(contextIn('v1.34').release).length, 6, 'nothing of annotations in 1.34')
})
