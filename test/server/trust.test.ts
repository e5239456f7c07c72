import t from 'tap'
import { Trust } from '../../src/server/trust.ts'
import { createCertificateAuthority } from '../../src/ca/create-authority.ts'
import { issueIdentity } from '../../src/ca/identity.ts'
import { parseCertificatesPem } from '../../src/ca/certificate.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { countingEntropy } from '../fixtures/entropy.ts'

t.test('a certificate of a client CA logs in', async (t) => {
  const clock = new ManualClock()
  const root = await createCertificateAuthority({
    clock,
    entropy: countingEntropy(),
    keyType: 'p256',
  })
  const { certificatePem } = await issueIdentity(root, {
    clock,
    commonName: 'jane',
    usages: ['digital signature', 'client auth'],
    seconds: 3600,
  })
  const peer = { certificate: parseCertificatesPem(certificatePem)[0]!.raw, chain: [], notAfter: 0 }
  const trust = new Trust(clock, root, [root.certificate])
  t.equal(trust.rootName, 'kubernetes')
  t.same(trust.clientAuthorities, [root.certificatePem])
  t.doesNotThrow(() => trust.verifyPeer(peer))
})
