import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { observedDuration } from '../../../../src/resources/certificates/csr/durations.ts'
import {
  base64,
  certificatePem,
  CLIENT,
  COLLECTION,
  csrBody,
  storedCsr,
} from '../../../fixtures/builders.ts'
import { startServer } from '../../../fixtures/server.ts'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import { anybody } from '../../context.ts'

const lasting = (seconds: number): string => base64(certificatePem(0, seconds * 1000))
const pending = (expirationSeconds?: number, signerName = CLIENT) =>
  storedCsr({}, { signerName, ...(expirationSeconds === undefined ? {} : { expirationSeconds }) })
const observe = (old: ReturnType<typeof pending>, certificate: string) =>
  observedDuration({ ...old, status: { ...old.status, certificate } }, old)

t.test(
  'a certificate honours a duration that it meets within five minutes and a twentieth',
  (t) => {
    for (const [seconds, honored] of [
      [650, false],
      [651, true],
      [1000, true],
      [1349, true],
      [1350, false],
    ] as const)
      t.same(observe(pending(1000), lasting(seconds)), {
        requested: true,
        honored,
        signerName: CLIENT,
      })
    t.end()
  },
)

t.test('what does not bring a certificate to a request for a duration is not counted', (t) => {
  t.equal(observe(pending(), lasting(600)), undefined, 'no duration was asked for')
  t.equal(observe(pending(600), ''), undefined, 'no certificate came')
  const issued = storedCsr({ certificate: lasting(600) }, { expirationSeconds: 600 })
  t.equal(observedDuration(issued, issued), undefined, 'it was there before')
  t.end()
})

t.test('signers of others share one label', (t) => {
  t.equal(observe(pending(600, 'example.com/mine'), lasting(600))?.signerName, 'other')
  t.equal(observe(pending(600, 'kubernetes.io/any'), lasting(600))?.signerName, 'kubernetes.io/any')
  t.end()
})

t.test('what is no certificate was asked for and honours nothing', (t) => {
  t.match(observe(pending(600), base64('garbage')), { requested: true, honored: false })
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  t.match(observe(pending(600), base64(broken)), { requested: true, honored: false })
  t.end()
})

t.test('the resource reports to the observer that it was made with', (t) => {
  const seen: unknown[] = []
  const resource = certificateSigningRequests((observation) => seen.push(observation))
  const old = pending(600)
  resource.afterUpdate?.(anybody, 'status', { ...old, status: { certificate: lasting(600) } }, old)
  resource.afterUpdate?.(anybody, 'status', old, old)
  t.same(seen, [{ requested: true, honored: true, signerName: CLIENT }])
  t.end()
})

t.test('spans of issued certificates, by what was asked for', async (t) => {
  const server = await startServer(t, { clusterSigningDuration: '24h' })
  const HOUR = 3600
  const spans: [asked: number | undefined, seconds: number][] = [
    [undefined, 24 * HOUR],
    [48 * HOUR, 24 * HOUR],
    [24 * HOUR, 24 * HOUR],
    [20 * HOUR, 20 * HOUR],
    [8 * HOUR, 8 * HOUR],
    [8 * HOUR - 1, 8 * HOUR - 1 + 300],
    [2 * HOUR, 2 * HOUR + 300],
    [600, 900],
  ]
  for (const [i, [expirationSeconds, seconds]] of spans.entries()) {
    const name = `span-${i}`
    await server.post(
      COLLECTION,
      csrBody({ name, ...(expirationSeconds ? { expirationSeconds } : {}) }),
    )
    await server.patch(`${COLLECTION}/${name}/approval`, {
      status: { conditions: [{ type: 'Approved', status: 'True' }] },
    })
    const { status } = await server.until(`${COLLECTION}/${name}`, (b) => b.status.certificate)
    const { validFrom, validTo } = new X509Certificate(Buffer.from(status.certificate, 'base64'))
    t.equal((Date.parse(validTo) - Date.parse(validFrom)) / 1000, seconds, `${expirationSeconds}`)
    t.equal(Date.parse(validFrom), server.clock.now() - 300_000)
  }
})
