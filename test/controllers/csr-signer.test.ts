import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { createCertificateAuthority } from '../../src/ca/authority.ts'
import { BUILT_IN_SIGNERS } from '../../src/ca/signers.ts'
import { csrSigner } from '../../src/controllers/csr-signer.ts'
import { csrBody } from '../fixtures/builders.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { OID } from '../../src/ca/oid.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { attribute, name, requestPem, text } from '../ca/builders.ts'
import type { Teardown } from '../fixtures/server.ts'
import { release as current } from '../fixtures/release.ts'
import { Stage } from './stage.ts'

const YEAR = 365 * 86_400

const signing = async (t: Teardown, years = 10, { release = current } = {}) => {
  const stage = new Stage(t)
  const { clock, entropy } = stage
  const authority = await createCertificateAuthority({ clock, entropy, keyType: 'p256', years })
  const start = (maximumSeconds = YEAR, delaySeconds = 0) =>
    BUILT_IN_SIGNERS.map((signerName) =>
      stage.start(
        t,
        csrSigner(stage.parts(stage.csrs), {
          signerName,
          authority,
          maximumSeconds,
          delaySeconds,
          release,
        }),
      ),
    )
  const approved = async (name: string, parts: object = {}) => {
    await stage.create(stage.csrs, csrBody({ name, ...parts }))
    return stage.approve(name)
  }
  const certificate = (name: string) => stage.csr(name)?.status.certificate
  return { stage, authority, start, approved, certificate }
}

t.test('an approved CSR is signed by the CA, and its conditions do not change', async (t) => {
  const { stage, authority, start, certificate } = await signing(t)
  start()
  await stage.create(stage.csrs, csrBody({ name: 'jane' }))
  await stage.settle()
  t.same(stage.csr('jane')?.status, {}, 'not before it is approved')
  const { status } = await stage.approve('jane')
  await stage.until(() => certificate('jane'))
  t.same(stage.csr('jane')?.status.conditions, status.conditions)
  const pem = Buffer.from(certificate('jane')!, 'base64').toString()
  const issued = new X509Certificate(pem)
  t.equal(issued.subject, 'CN=jane')
  t.equal(issued.issuer, 'CN=kubernetes')
  t.ok(issued.verify(new X509Certificate(authority.certificatePem).publicKey))
  t.equal(issued.toString().trim(), pem.trim(), 'one PEM block')
  t.same(stage.lines, [])
})

t.test(
  'a signer with a delay signs only when the delay has passed since the approval',
  async (t) => {
    const { stage, start, approved, certificate } = await signing(t)
    start(YEAR, 10)
    await approved('jane')
    await stage.settle()
    stage.clock.advance(9000)
    await stage.settle()
    t.equal(certificate('jane'), undefined)
    stage.clock.advance(1000)
    await stage.until(() => certificate('jane'))
  },
)

t.test('an approved CSR that is also Failed is not signed', async (t) => {
  const { stage, start, approved, certificate } = await signing(t)
  await stage.create(stage.csrs, csrBody({ name: 'failed' }))
  await stage.condition('failed', 'Failed', 'status')
  await stage.approve('failed')
  start()
  await approved('other')
  await stage.until(() => certificate('other'))
  t.equal(certificate('failed'), undefined)
})

t.test("a CSR that violates its signer's rules fails permanently", async (t) => {
  const { stage, start, approved, certificate } = await signing(t)
  start()
  await approved('any', { usages: ['any'] })
  await stage.until(() => stage.csr('any')?.status.conditions?.length === 2)
  t.match(stage.csr('any')?.status.conditions?.[1], {
    type: 'Failed',
    status: 'True',
    reason: 'SignerValidationFailure',
    message: 'invalid usage for client certificate: any',
    lastUpdateTime: '2030-05-06T07:08:09Z',
    lastTransitionTime: '2030-05-06T07:08:09Z',
  })
  await stage.settle()
  t.equal(certificate('any'), undefined)
  t.same(stage.clock.waiting, [], 'nothing is retried')
})

/** A CSR like those of `openssl req` with `string_mask=MASK:0x0004`: T61Strings in Latin-1. */
const LATIN1 = Buffer.from(
  requestPem({
    subject: name(
      [attribute(OID.organization, text(TAG.t61String, Buffer.from('Müller', 'latin1')))],
      [attribute(OID.commonName, text(TAG.t61String, Buffer.from('Ünï', 'latin1')))],
    ),
  }),
).toString('base64')

t.test('1.34 does not sign a CSR with a Latin-1 name, nor mark it as Failed', async (t) => {
  const { stage, start, approved, certificate } = await signing(t, 10, {
    release: releaseOf('v1.34')!,
  })
  start()
  await approved('latin1', { request: LATIN1 })
  await stage.until(() => stage.lines.length > 0)
  t.match(stage.lines[0], {
    error: 'error auto signing csr: failed to sign certificate: asn1: string not valid UTF-8',
  })
  t.equal(certificate('latin1'), undefined)
  t.equal(stage.csr('latin1')?.status.conditions?.length, 1, 'the CSR has not failed')
})

t.test("an expired CA is not the CSR's fault: signing is retried, with backoff", async (t) => {
  const { stage, start, approved } = await signing(t, 1)
  const [controller] = start()
  stage.clock.advance((YEAR + 86_400) * 1000)
  await approved('late')
  const waits = await stage.retries(15)
  t.same(waits.slice(0, 4), [200, 400, 800, 1600])
  t.same(waits.slice(-3), [819_200, 1_000_000, 1_000_000])
  t.equal(stage.lines.length, 1, 'reported once')
  t.match(stage.lines[0], {
    level: 'error',
    error: 'error auto signing csr: the signer has expired: NotAfter=2031-05-06 07:03:09 +0000 UTC',
  })
  t.equal(stage.csr('late')?.status.conditions?.length, 1, 'the CSR has not failed')
  await controller?.stop()
  t.same(stage.clock.waiting, [])
})
