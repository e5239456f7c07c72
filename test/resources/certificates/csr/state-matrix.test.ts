/** Allowed changes of a CSR in each state, on the endpoints that change its status. */
import t from 'tap'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
} from '../../../../src/apis/certificates.ts'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import {
  base64,
  certificatePem,
  condition,
  storedCondition,
  storedCsr,
} from '../../../fixtures/builders.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(certificateSigningRequests)
const THEN = '2029-12-31T00:00:00Z'
const CERTIFICATE = base64(certificatePem(0, 1000))
const OTHER = base64(certificatePem(0, 2000))

const approved = storedCondition('Approved', THEN)
const denied = storedCondition('Denied', THEN)
const failed = storedCondition('Failed', THEN)

const STATES = {
  pending: {},
  approved: { conditions: [approved] },
  denied: { conditions: [denied] },
  failed: { conditions: [failed] },
  issued: { certificate: CERTIFICATE },
} satisfies Record<string, CertificateSigningRequest['status']>
type State = keyof typeof STATES

const DUPLICATE = (type: string) => `status.conditions[1].type: Duplicate value: "${type}"`
const EXCLUSIVE = (type: string) =>
  `status.conditions: Invalid value: "${type}": Approved and Denied conditions are mutually exclusive`
const MAY_NOT = (what: string, type: string) =>
  `status.conditions: Forbidden: updates may not ${what} a condition of type "${type}"`
const MODIFY = 'status.certificate: Forbidden: updates may not modify existing certificate content'

const errorsOf = (
  endpoint: string,
  state: State,
  change: (of: Condition[]) => Condition[],
  certificate?: string,
) => {
  const old = storedCsr(STATES[state])
  const conditions = change([...(old.status.conditions ?? [])])
  const kept = certificate ?? old.status.certificate
  const status = { conditions, ...(kept === undefined ? {} : { certificate: kept }) }
  return shelf.update({ spec: old.spec, status }, old, endpoint).errors
}

const adding = (type: string) => (of: Condition[]) => [...of, condition(type)]

/** Changes, each with its expected errors by state. A state without an entry accepts the change. */
const MATRIX: {
  what: string
  endpoints: string[]
  change: (of: Condition[]) => Condition[]
  refused: Partial<Record<State, string[]>>
}[] = [
  {
    what: 'add Approved',
    endpoints: ['approval'],
    change: adding('Approved'),
    refused: { approved: [DUPLICATE('Approved')], denied: [EXCLUSIVE('Approved')] },
  },
  {
    what: 'add Denied',
    endpoints: ['approval'],
    change: adding('Denied'),
    refused: { approved: [EXCLUSIVE('Denied')], denied: [DUPLICATE('Denied')] },
  },
  {
    what: 'replace all conditions by Denied',
    endpoints: ['approval'],
    change: () => [condition('Denied')],
    refused: { approved: [MAY_NOT('remove', 'Approved')], failed: [MAY_NOT('remove', 'Failed')] },
  },
  {
    what: 'add Failed',
    endpoints: ['approval', 'status'],
    change: adding('Failed'),
    refused: { failed: [DUPLICATE('Failed')] },
  },
  {
    what: 'add Approved, which belongs to /approval',
    endpoints: ['status'],
    change: adding('Approved'),
    refused: {
      pending: [MAY_NOT('add', 'Approved')],
      approved: [DUPLICATE('Approved'), MAY_NOT('add', 'Approved')],
      denied: [EXCLUSIVE('Approved'), MAY_NOT('add', 'Approved')],
      failed: [MAY_NOT('add', 'Approved')],
      issued: [MAY_NOT('add', 'Approved')],
    },
  },
  {
    what: 'drop all conditions',
    endpoints: ['approval', 'status'],
    change: () => [],
    refused: {
      approved: [MAY_NOT('remove', 'Approved')],
      denied: [MAY_NOT('remove', 'Denied')],
      failed: [MAY_NOT('remove', 'Failed')],
    },
  },
  {
    what: 'add a condition of another type',
    endpoints: ['approval', 'status'],
    change: (of) => [...of, condition('Mine', { status: 'Unknown' })],
    refused: {},
  },
]

for (const { what, endpoints, change, refused } of MATRIX) {
  for (const endpoint of endpoints) {
    t.test(`/${endpoint}: "${what}" gets the expected errors in each state`, async (t) => {
      for (const state of Object.keys(STATES) as State[])
        t.same(errorsOf(endpoint, state, change), refused[state] ?? [], `the CSR is ${state}`)
    })
  }
}

t.test('/status: a certificate can be set once, in any state', async (t) => {
  const keep = (of: Condition[]) => of
  for (const state of ['pending', 'approved', 'denied', 'failed'] as const)
    t.same(errorsOf('status', state, keep, CERTIFICATE), [], `the CSR is ${state}`)
  t.same(errorsOf('status', 'issued', keep, CERTIFICATE), [], 'the same bytes')
  t.same(errorsOf('status', 'issued', keep, OTHER), [MODIFY], 'other bytes')
  t.same(errorsOf('status', 'issued', keep, ''), [MODIFY], 'no bytes')
  t.same(errorsOf('approval', 'issued', keep, OTHER), [], '/approval ignores the certificate')
})
