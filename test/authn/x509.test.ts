import t from 'tap'
import { clientCertificates } from '../../src/authn/x509.ts'
import type { ClientIdentity } from '../../src/ca/client-certificate.ts'
import { ClientCertificateError } from '../../src/ca/client-certificate-error.ts'

const peer = { certificate: Buffer.from('leaf'), chain: [Buffer.from('issuer')] }
const identity: ClientIdentity = {
  commonName: 'jane',
  organizations: ['testers', 'developers'],
  uid: undefined,
  fingerprintHex: 'ab12',
}

const ask = (verify: () => ClientIdentity, shown: typeof peer | undefined = peer) =>
  clientCertificates(verify).authenticate({ authorization: undefined, peer: shown })

void t.test('a certificate names a user, groups, and itself', async (t) => {
  const finding = clientCertificates((given) => {
    t.equal(given, peer)
    return { ...identity, uid: 'u1' }
  }).authenticate({ authorization: 'Bearer ignored', peer })
  t.strictSame(JSON.parse(JSON.stringify(finding)), {
    user: {
      name: 'jane',
      uid: 'u1',
      groups: ['testers', 'developers'],
      extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab12'] },
    },
  })
  t.notOk('uid' in (ask(() => identity) as { user: object }).user)
})

void t.test('no certificate, or one without a name, says nothing', async (t) => {
  const verify = () => t.fail('there is nothing to verify') as never
  t.equal(
    clientCertificates(verify).authenticate({ authorization: undefined, peer: undefined }),
    undefined,
  )
  t.equal(
    ask(() => ({ ...identity, commonName: '' })),
    undefined,
  )
})

void t.test('a certificate that does not count is an error, and a fault stays one', async (t) => {
  t.strictSame(
    ask(() => {
      throw new ClientCertificateError('expired', 'x509: certificate has expired')
    }),
    { error: 'x509: certificate has expired' },
  )
  t.throws(
    () =>
      ask(() => {
        throw new TypeError('a fault')
      }),
    { message: 'a fault' },
  )
})
