import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import t from 'tap'
import { selfSignedRoot } from '../../src/ca/root-certificate.ts'

t.test('a root needs a key that can sign', async (t) => {
  const { privateKey } = generateKeyPairSync('x25519')
  const template = {
    key: privateKey,
    commonName: 'a',
    notBefore: 0,
    notAfter: Date.UTC(2030, 0),
    serial: Buffer.of(1),
  }
  await t.rejects(selfSignedRoot(template), {
    name: 'CaError',
    message: /^The CA key is of type x25519, which cannot sign certificates;/,
  })
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  t.ok(new X509Certificate(await selfSignedRoot({ ...template, key })).ca)
})
