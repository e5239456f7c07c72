import t from 'tap'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import { csrCleaner } from '../../src/controllers/csr-cleaner.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { cleanUp } from '../../src/resources/certificates/csr/clean-up.ts'
import {
  base64,
  certificatePem,
  csrBody,
  storedCondition,
  storedCsr,
} from '../fixtures/builders.ts'
import { release } from '../fixtures/release.ts'
import { Stage } from './stage.ts'

const NOW = Date.parse('2030-05-06T07:08:09Z')
const HOUR = 3_600_000
const ago = (ms: number) => new Date(NOW - ms).toISOString().replace('.000', '')
const VALID = base64(certificatePem(NOW - HOUR, NOW + HOUR))
const EXPIRED = base64(certificatePem(NOW - HOUR, NOW - 1000))

const deletedAs = (csr: CertificateSigningRequest, version = 'v1.35') => {
  const due = cleanUp(csr, releaseOf(version)!)
  return due !== undefined && due.at <= NOW ? due.state : undefined
}

const aged = (ms: number, types: string[], certificate = '', status = 'True') =>
  storedCsr(
    {
      conditions: types.map((type) => storedCondition(type, ago(ms), { status })),
      ...(certificate === '' ? {} : { certificate }),
    },
    {},
    { name: 'x', creationTimestamp: ago(ms) },
  )

t.test("a CSR's state and age decide whether it is deleted", async (t) => {
  for (const [what, csr, reason] of [
    ['issued an hour ago', aged(HOUR, ['Approved'], VALID)],
    ['issued longer ago', aged(HOUR + 1000, ['Approved'], VALID), 'issued'],
    ['garbage issued 2 hours ago', aged(2 * HOUR, ['Approved'], base64('garbage')), 'issued'],
    ['garbage issued just now', aged(0, ['Approved'], base64('garbage'))],
    ['denied an hour ago', aged(HOUR, ['Denied'])],
    ['denied longer ago', aged(HOUR + 1000, ['Denied']), 'denied'],
    ['failed an hour ago', aged(HOUR, ['Failed'])],
    ['failed longer ago', aged(HOUR + 1000, ['Failed']), 'failed'],
    ['a condition Failed that is not True', aged(2 * HOUR, ['Failed'], '', 'False'), 'failed'],
    ['pending for a day', aged(24 * HOUR, [])],
    ['pending for longer', aged(24 * HOUR + 1000, []), 'pending'],
    ['pending with a condition of another type', aged(9999 * HOUR, ['Mine'])],
    ['approved and unissued for a day', aged(24 * HOUR, ['Approved'])],
    [
      'approved and unissued for longer',
      aged(24 * HOUR + 1000, ['Approved']),
      'approved but not issued',
    ],
    ['issued and expired', aged(0, ['Approved'], EXPIRED), 'expired'],
    ['expired, but never approved', aged(0, ['Mine'], EXPIRED)],
    ['issued without approval', aged(23 * HOUR, [], VALID)],
  ] as const)
    t.equal(deletedAs(csr), reason, what)
  const untimed = storedCsr({ conditions: [storedCondition('Denied', null)] })
  const unissued = aged(99 * HOUR, ['Approved'])
  t.equal(deletedAs(unissued, 'v1.34'), undefined, '1.34 keeps approved CSRs until they are issued')
  t.equal(deletedAs(untimed), undefined, 'a condition without a time has no age')
  const bundle = base64(certificatePem(NOW - HOUR, NOW - 1000) + certificatePem(NOW, NOW + HOUR))
  t.equal(deletedAs(aged(0, ['Approved'], bundle)), 'expired', 'the first certificate counts')
})

t.test('a failed deletion is reported, and other CSRs are deleted', async (t) => {
  const stage = new Stage(t)
  stage.may = ({ verb, name }) => verb !== 'delete' || name !== 'held'
  for (const name of ['held', 'free']) await stage.create(stage.csrs, csrBody({ name }))
  stage.clock.advance(25 * HOUR)
  const cleaner = csrCleaner({ ...stage.parts(stage.csrs), release })
  stage.start(t, cleaner)
  await stage.until(() => stage.csr('free') === undefined)
  await stage.settle()
  t.ok(stage.csr('held'))
  t.match(stage.lines, [
    { level: 'error', message: 'unable to delete the CertificateSigningRequest "held"' },
  ])
  await cleaner.stop()
  t.same(stage.clock.waiting, [])
})
