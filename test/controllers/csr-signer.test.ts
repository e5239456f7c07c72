import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { createCertificateAuthority } from '../../src/ca/create-authority.ts'
import { BUILT_IN_SIGNERS } from '../../src/ca/signers.ts'
import { csrSigner } from '../../src/controllers/csr-signer.ts'
import { csrBody } from '../fixtures/builders.ts'
import { TAG } from '../../src/ca/der.ts'
import { OID } from '../../src/ca/oid.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { attribute, name, requestPem, text } from '../ca/builders.ts'
import type { Teardown } from '../fixtures/server.ts'
import { release as current } from '../fixtures/release.ts'
import { Stage } from './stage.ts'

const YEAR = 365 * 86_400

/** A stage with a CA; `start` runs the signers of kube-controller-manager. */
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
  const certificate = (name: string) =>
    new X509Certificate(Buffer.from(stage.csr(name)!.status.certificate!, 'base64'))
  return { stage, authority, start, certificate }
}

const approved = async (stage: Stage, name: string, parts: object = {}) => {
  await stage.create(stage.csrs, csrBody({ name, ...parts }))
  return stage.approve(name)
}

const certified = (stage: Stage, name: string) => () => stage.csr(name)?.status.certificate

t.test('an approved CSR is signed by the CA, and nothing else changes', async (t) => {
  const { stage, authority, start, certificate } = await signing(t)
  start()
  await stage.create(stage.csrs, csrBody({ name: 'jane' }))
  await stage.settle()
  t.same(stage.csr('jane')?.status, {}, 'not before it is approved')
  const approved = await stage.approve('jane')
  await stage.until(certified(stage, 'jane'))
  const { conditions } = stage.csr('jane')!.status
  t.same(conditions, approved.status.conditions)
  t.equal(certificate('jane').subject, 'CN=jane')
  t.equal(certificate('jane').issuer, 'CN=kubernetes')
  t.ok(certificate('jane').verify(new X509Certificate(authority.certificatePem).publicKey))
  t.equal(
    certificate('jane').toString().trim(),
    Buffer.from(stage.csr('jane')!.status.certificate!, 'base64').toString().trim(),
    'one PEM block',
  )
  t.same(stage.lines, [])
})

t.test(
  'a signer with a delay signs only when that time has passed since the approval',
  async (t) => {
    const { stage, start } = await signing(t)
    start(YEAR, 10)
    await approved(stage, 'jane')
    await stage.settle()
    stage.clock.advance(9000)
    await stage.settle()
    t.equal(certified(stage, 'jane')(), undefined)
    stage.clock.advance(1000)
    await stage.until(certified(stage, 'jane'))
  },
)

t.test('an approved CSR that is also Failed is not signed', async (t) => {
  const { stage, start } = await signing(t)
  await stage.create(stage.csrs, csrBody({ name: 'failed' }))
  await stage.condition('failed', 'Failed', 'status')
  await stage.approve('failed')
  start()
  await approved(stage, 'other')
  await stage.until(certified(stage, 'other'))
  t.equal(certified(stage, 'failed')(), undefined)
})

t.test("a CSR that violates its signer's rules fails permanently", async (t) => {
  const { stage, start } = await signing(t)
  start()
  await approved(stage, 'any', { usages: ['any'] })
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
  t.equal(certified(stage, 'any')(), undefined)
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

t.test('1.34 cannot encode a name in Latin-1, and retries', async (t) => {
  const { stage, start } = await signing(t, 10, { release: releaseOf('v1.34')! })
  start()
  await approved(stage, 'latin1', { request: LATIN1 })
  await stage.until(() => stage.lines.length > 0)
  t.match(stage.lines[0], {
    error: 'error auto signing csr: failed to sign certificate: asn1: string not valid UTF-8',
  })
  t.equal(stage.csr('latin1')?.status.certificate, undefined)
  t.equal(stage.csr('latin1')?.status.conditions?.length, 1, 'the CSR has not failed')
})

t.test("an expired CA is not the CSR's fault: signing is retried, with backoff", async (t) => {
  const { stage, start } = await signing(t, 1)
  const [controller] = start()
  stage.clock.advance((YEAR + 86_400) * 1000)
  await approved(stage, 'late')
  const waits: number[] = []
  for (let tries = 1; tries <= 15; tries++) {
    await stage.until(() => stage.clock.waiting.length === 1)
    waits.push(...stage.clock.waiting)
    stage.clock.advance(stage.clock.waiting[0]!)
  }
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
