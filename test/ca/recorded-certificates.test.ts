/**
 * Reissues the certificates of a real cluster (test/golden/certs): the signed parts are identical.
 */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { CertificateAuthority } from '../../src/ca/authority.ts'
import { parseCertificate, parseCertificatesPem } from '../../src/ca/certificate.ts'
import { parseCertificateRequestPem } from '../../src/ca/request.ts'
import { decodePem } from '../../src/ca/pem.ts'
import { countingEntropy, rsa2048 } from './builders.ts'

const GOLDEN = new URL('../golden/', import.meta.url)

const read = (name: string) => readFileSync(new URL(name, GOLDEN))

const recorded = (name: string) => parseCertificatesPem(read(`certs/${name}.crt`))[0]!

const names = readdirSync(new URL('certs/', GOLDEN))
  .map((file) => file.replace(/\.crt$/, ''))
  .filter((name) => name !== 'ca')

const BACKDATED_MS = 300_000
const CLIENT = ['digital signature', 'key encipherment', 'client auth']
const USAGES: Readonly<Record<string, readonly string[]>> = {
  'node-client': ['digital signature', 'client auth'],
  'node-serving': ['digital signature', 'key encipherment', 'server auth'],
}

/** The recorded CA with another key of the same type. Its certificates get `serialNumber`. */
const authorityWith = (serialNumber: Buffer) =>
  new CertificateAuthority(recorded('ca'), rsa2048, {
    ...countingEntropy(),
    bytes: () => serialNumber,
  })

t.test('there are 15 recordings', async (t) => {
  t.equal(names.length, 15)
})

for (const name of names) {
  t.test(`the signed part of ${name} equals the recording`, async (t) => {
    const expected = recorded(name)
    const { serialNumber, notBefore, notAfter } = expected
    const pem = await authorityWith(serialNumber).issueForRequest({
      csr: parseCertificateRequestPem(read(`csrs/${name}.csr`)),
      usages: USAGES[name] ?? CLIENT,
      durationSeconds: (notAfter - notBefore) / 1000,
      now: notBefore + BACKDATED_MS,
    })
    const made = parseCertificate(decodePem(pem)!.der)
    t.equal(made.rawInfo.toString('hex'), expected.rawInfo.toString('hex'))
  })
}
