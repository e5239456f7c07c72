import { createPrivateKey, X509Certificate } from 'node:crypto'
import t from 'tap'
import { CLIENT, COLLECTION } from '../../fixtures/builders.ts'
import { approved, issued, request } from '../../fixtures/issued.ts'
import { type Json, startServer, type TestServer } from '../../fixtures/server.ts'

const FAULTS = '/csrlab/v1/faults'
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const HOUR = 3_600_000

const order = (server: TestServer, body: object) => server.create(FAULTS, body)

const advance = async (server: TestServer, by: string) => {
  const { code, text } = await server.post('/csrlab/v1/clock/advance', { by })
  if (code !== 200) throw new Error(text)
}

const get = async (server: TestServer, name: string): Promise<Json> =>
  (await server.get(`${COLLECTION}/${name}`)).body

/** Issues a certificate. `isOfKey`: the certificate is for the key of the CSR. */
const certified = async (server: TestServer, name: string) => {
  const { identity } = await issued(server, name)
  const certificate = new X509Certificate(identity.certificate)
  const isOfKey = certificate.checkPrivateKey(createPrivateKey(identity.key))
  const logIn = async () => (await server.post(WHO, {}, { identity })).code
  return { text: identity.certificate, certificate, isOfKey, logIn }
}

const signs = (server: TestServer, fault: object, more: object = {}) =>
  order(server, { name: 'sign', match: { signer: CLIENT }, fault: { signer: fault }, ...more })

t.test('faults make signers issue faulty certificates', async (t) => {
  const server = await startServer(t)
  const { authority } = server.server
  const root = new X509Certificate(authority.certificatePem)
  const faulty = async (kind: string) => {
    await signs(server, { [kind]: true })
    const made = await certified(server, kind.toLowerCase())
    await server.delete(`${FAULTS}/sign`)
    return made
  }
  const fine = await certified(server, 'fine')
  t.equal(await fine.logIn(), 201)

  const stranger = await faulty('wrongCA')
  t.equal(stranger.certificate.issuer, 'CN=another-ca')
  t.ok(stranger.isOfKey)
  t.equal(await stranger.logIn(), 401)

  const expired = await faulty('expired')
  t.ok(Date.parse(expired.certificate.validTo) <= server.clock.now() - HOUR)
  t.ok(expired.certificate.verify(root.publicKey))
  t.equal(await expired.logIn(), 401)

  const early = await faulty('notYetValid')
  t.ok(Date.parse(early.certificate.validFrom) > server.clock.now())
  t.equal(await early.logIn(), 401)
  await advance(server, '1h')
  t.equal(await early.logIn(), 201, 'the certificate is valid after its notBefore')

  const other = await faulty('otherKey')
  t.notOk(other.isOfKey)
  t.ok(other.certificate.verify(root.publicKey))

  const broken = await faulty('malformed')
  t.notOk(broken.certificate.verify(root.publicKey))
  t.equal(await broken.logIn(), 401)

  const around = await faulty('garbageAround')
  t.match(around.text, /^Subject: somebody\n-----BEGIN[^]*-----\nand that is all\n$/)
  t.equal(await around.logIn(), 201)
})

t.test('faults make signers late, silent or failing', async (t) => {
  const server = await startServer(t)
  await server.put('/csrlab/v1/clock', { running: false })
  await signs(server, { delay: '30m' })
  await approved(server, 'late')
  await advance(server, '29m')
  t.equal((await get(server, 'late')).status.certificate, undefined)
  await advance(server, '1m')
  t.ok((await get(server, 'late')).status.certificate)
  t.match((await server.delete(`${FAULTS}/sign`)).body, { matched: 1, happened: 1 })

  await signs(server, { silent: true })
  await approved(server, 'silent')
  await advance(server, '20m')
  t.equal((await get(server, 'silent')).status.certificate, undefined)
  await server.delete(`${FAULTS}/sign`)
  await server.until(`${COLLECTION}/silent`, ({ status }) => status.certificate !== undefined)

  await signs(server, { fail: 'the key is too short' }, { times: 1 })
  await approved(server, 'failed')
  const failed = await server.until(
    `${COLLECTION}/failed`,
    ({ status }) => status.conditions.length > 1,
  )
  t.match(failed.status.conditions[1], { type: 'Failed', message: 'the key is too short' })
  t.equal(await (await certified(server, 'next')).logIn(), 201, 'the fault applied only once')
})

t.test('the approver decides as a fault says', async (t) => {
  const server = await startServer(t)
  await server.put('/csrlab/v1/clock', { running: false })
  const decides = (name: string, approver: object) =>
    order(server, { name, match: { name }, fault: { approver } })
  const decided = async (name: string) => {
    const { status } = await server.until(
      `${COLLECTION}/${name}`,
      (body) => body.status.conditions !== undefined,
    )
    return status.conditions[0]
  }
  await decides('yes', { approve: true })
  await request(server, 'yes')
  t.match(await decided('yes'), {
    type: 'Approved',
    status: 'True',
    reason: 'CsrlabFault',
    message: 'approved by fault yes',
  })
  await server.until(`${COLLECTION}/yes`, ({ status }) => status.certificate !== undefined)
  await decides('no', { deny: 'not today', delay: '20m' })
  await request(server, 'no')
  await advance(server, '19m')
  t.same((await get(server, 'no')).status, {})
  await advance(server, '1m')
  t.match(await decided('no'), { type: 'Denied', message: 'not today (by fault no)' })
})

t.test('invalid faults are errors', async (t) => {
  const server = await startServer(t)
  const refused = async (fault: object, match: object = { signer: CLIENT }) => {
    const { code, body } = await server.post(FAULTS, { name: 'a', match, fault })
    return [code, body.message]
  }
  t.match(await refused({ signer: {} }), [
    400,
    /^fault\.signer: give delay, or one of fail, wrongCA/,
  ])
  t.match(await refused({ signer: { expired: true, fail: 'x' } }), [400, /give delay, or one of/])
  t.same(await refused({ signer: { silent: false } }), [
    400,
    'fault.signer.silent: write true, or leave it out, not false',
  ])
  t.same(await refused({ approver: {} }), [400, 'fault.approver: give approve, deny or delay'])
  t.same(await refused({ approver: { approve: true, deny: 'x' } }), [
    400,
    'fault.approver: give approve or deny, not both',
  ])
  t.same(await refused({ signer: { silent: true } }, { verb: 'create' }), [
    400,
    'match.verb: faults of signers and approvers match only user, name, labelSelector, signer of the CSR',
  ])
})
