import t from 'tap'
import { clientCertificates, type VerifyPeer } from '../../../src/apiserver/authn/x509.ts'
import { ClientCertificateError } from '../../../src/ca/verify.ts'

const peer = { certificate: Buffer.of(1), chain: [] }
const find = (verify: VerifyPeer) => clientCertificates(verify)({ authorization: undefined, peer })
const jane = { commonName: 'jane', organizations: ['devs'], uid: 'u', fingerprintHex: 'ab' }

t.test('the subject of a certificate becomes a user', async (t) => {
  const extra = { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab'] }
  t.same(
    find(() => jane),
    { user: { name: 'jane', uid: 'u', groups: ['devs'], extra } },
  )
  const nameless = find(() => ({ ...jane, uid: undefined })) as { user: object }
  t.notOk('uid' in nameless.user)
  t.equal(
    find(() => ({ ...jane, commonName: '' })),
    undefined,
  )
  t.equal(clientCertificates(() => jane)({ authorization: undefined, peer: undefined }), undefined)
})

t.test(
  'a faulty certificate is an authentication error; other exceptions are thrown',
  async (t) => {
    const failing = (error: Error) => () => {
      throw error
    }
    t.same(find(failing(new ClientCertificateError('expired', 'expired'))), { error: 'expired' })
    t.throws(() => find(failing(new TypeError('a bug'))), new TypeError('a bug'))
  },
)
