import t from 'tap'
import { parseCertificateRequestPem, verifyRequestSignature } from '../../src/ca/request.ts'
import { loadKey } from '../../src/ca/keys.ts'
import { makeRequest } from '../../src/ca/new-request.ts'
import { spkiOf } from './builders.ts'

t.test('a CSR is made with its key', async (t) => {
  for (const keyType of ['rsa2048', 'p256', 'p384', 'p521', 'ed25519'] as const) {
    const { requestPem, keyPem } = await makeRequest({ commonName: 'jane', keyType })
    const csr = parseCertificateRequestPem(requestPem)
    t.equal(csr.subject.commonName, 'jane')
    t.equal(verifyRequestSignature(csr), undefined, keyType)
    t.same(csr.publicKey.spki, spkiOf(loadKey(keyPem)))
  }
})

t.test('a CSR has groups in order and names by kind', async (t) => {
  const { requestPem } = await makeRequest({
    commonName: '제인, "the" user=x',
    organizations: ['z', '개발팀', 'a+b'],
    sans: {
      dns: ['a.example.com', '*.b'],
      ip: ['10.0.0.1', 'fd00::1'],
      email: ['a@example.com'],
      uri: ['spiffe://a/b'],
    },
  })
  const { subject, sans } = parseCertificateRequestPem(requestPem)
  t.match(subject, { commonName: '제인, "the" user=x', organizations: ['z', '개발팀', 'a+b'] })
  t.same(sans, {
    dns: ['a.example.com', '*.b'],
    email: ['a@example.com'],
    ip: [Buffer.of(10, 0, 0, 1), Buffer.from('fd000000000000000000000000000001', 'hex')],
    uri: ['spiffe://a/b'],
  })
  t.equal(
    parseCertificateRequestPem((await makeRequest({ commonName: 'a' })).requestPem).extensions
      .length,
    0,
  )
})
