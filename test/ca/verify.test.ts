import t from 'tap'
import { parseCertificate } from '../../src/ca/certificate.ts'
import { ClientCertificateError } from '../../src/ca/verify.ts'
import { verifyClientCertificate } from '../../src/ca/client-certificate.ts'
import { NOW } from './builders.ts'
import { CASES, made } from './chains/cases.ts'

const verdict = (leaf: Buffer, chain: readonly string[], roots: readonly string[]) => {
  try {
    const authorities = roots.map((name) => parseCertificate(made(name)))
    const shown = { certificate: leaf, chain: chain.map(made) }
    return verifyClientCertificate(shown, authorities, NOW).commonName
  } catch (error) {
    if (error instanceof ClientCertificateError) return error.reason
    throw error
  }
}

for (const [what, leaf, chain, roots, refused] of CASES)
  t.test(`${what}: ${refused ?? 'accepted'}`, async (t) => {
    t.equal(verdict(made(leaf), chain, roots), refused ?? 'jane')
  })

t.test('a changed signature: unknown-ca', async (t) => {
  const forged = Buffer.from(made('leaf'))
  forged[forged.length - 1]! ^= 1
  t.equal(verdict(forged, [], ['root']), 'unknown-ca')
})
