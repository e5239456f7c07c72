import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import t from 'tap'
import { certificateSignatureProblem, parseCertificatesPem } from '../../src/ca/certificate.ts'
import { createCertificateAuthority } from '../../src/ca/create-authority.ts'
import { SigningError } from '../../src/ca/errors.ts'
import { issueIdentity, type NewIdentity } from '../../src/ca/identity.ts'
import { OID } from '../../src/ca/oid.ts'
import { countingEntropy, fixedClock } from './builders.ts'

const clock = fixedClock()
const authority = await createCertificateAuthority({
  clock,
  entropy: countingEntropy(),
  keyType: 'p256',
})

const jane: NewIdentity = {
  clock,
  commonName: 'jane',
  usages: ['client auth', 'digital signature'],
  seconds: 3600,
}

void t.test('a user has groups and a uid', async (t) => {
  const { certificatePem, keyPem } = await issueIdentity(authority, {
    ...jane,
    organizations: ['system:masters', 'dev'],
    uid: 'u-1',
  })
  const [certificate] = parseCertificatesPem(certificatePem)
  t.match(certificate?.subject, { commonName: 'jane', organizations: ['dev', 'system:masters'] })
  t.same(
    certificate?.subject.rdns.at(-1)?.map(({ type, text }) => [type, text]),
    [[OID.kubernetesUid, 'u-1']],
  )
  t.match(certificate, {
    extKeyUsage: [OID.clientAuth],
    keyUsage: 1,
    basicConstraints: { isCa: false },
  })
  t.equal(certificateSignatureProblem(certificate!, authority.certificate), undefined)
  t.ok(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem)))
})

void t.test('a server has names', async (t) => {
  const { certificatePem } = await issueIdentity(authority, {
    ...jane,
    commonName: 'csrlab',
    sans: { dns: ['localhost', 'host'], ip: ['127.0.0.1', '::1'] },
    usages: ['server auth', 'digital signature'],
    seconds: 365 * 86_400,
  })
  const certificate = new X509Certificate(certificatePem)
  t.equal(certificate.checkHost('localhost'), 'localhost')
  t.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1')
  t.equal(certificate.checkIP('::1'), '::1')
  t.ok(certificate.verify(createPublicKey(authority.certificatePem)))
})

void t.test('what cannot be certified is refused', async (t) => {
  await t.rejects(issueIdentity(authority, { ...jane, usages: ['x'] }), SigningError)
  await t.rejects(
    issueIdentity(authority, { ...jane, sans: { ip: ['x'] } }),
    new TypeError('not an IP address: x'),
  )
  await t.rejects(
    issueIdentity(authority, { ...jane, clock: fixedClock(authority.notAfter) }),
    SigningError,
  )
})
