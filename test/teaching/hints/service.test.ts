import t from 'tap'
import { ClientCertificateError, type ClientCertificateReason } from '../../../src/ca/verify.ts'
import type { ShownCertificates } from '../../../src/ca/client-certificate.ts'
import { type HintAdvice, hintAdvice } from '../../../src/teaching/hints/hint-advice.ts'
import { certificateDer, commonName, validity } from '../../ca/builders.ts'
import { clusterOf, csrOf, grave, HOUR, NOW, reading, refused } from './facts.ts'

const hintsOf = (reason?: ClientCertificateReason | Error) =>
  hintAdvice({
    form: 'full',
    cluster: clusterOf(),
    verifyPeer: () => {
      if (reason instanceof Error) throw reason
      if (reason !== undefined) throw new ClientCertificateError(reason, 'no')
      return { commonName: 'jane', organizations: [], uid: undefined, fingerprintHex: '' }
    },
    authorityName: () => 'kubernetes',
    report: (error) => {
      throw error
    },
  })

const peer = (issuer = 'kubernetes', der?: Buffer): ShownCertificates => ({
  certificate:
    der ??
    certificateDer({
      issuer: commonName(issuer),
      validity: validity(NOW - 2 * HOUR, NOW - HOUR),
    }),
  chain: [],
})
const told = (hints: HintAdvice, shown?: ShownCertificates, authorization?: string) =>
  hints.onUnauthorized({ authorization, peer: shown })

t.test('reading a pending CSR gives a hint', async (t) => {
  const { cluster: _own, ...facts } = reading(csrOf('jane'))
  t.match(hintsOf().onRead(facts), [/^jane is pending/])
  t.equal(hintsOf().onRead(facts).length, 1)
})

t.test('a rejection gives a hint, and hints can read the tombstones of CSRs', async (t) => {
  const { cluster: _own, ...facts } = refused('list core/pods')
  t.match(hintsOf().onRefusal(facts), [
    /^you are logged in as john, and no rule allows list on pods/,
  ])
  const hints = hintsOf()
  hints.plugins.tombstones.set('jane', grave)
  t.equal(hints.plugins.cluster.tombstone('jane'), grave)
  t.equal(hints.plugins.cluster.tombstone('john'), undefined)
})

t.test('a failed login gives a hint about the certificate or the token', async (t) => {
  t.same(told(hintsOf()), [])
  t.match(told(hintsOf(), undefined, 'Bearer x'), [/bearer token is unknown/])
  t.same(told(hintsOf(), undefined, 'Basic x'), [])
  t.match(told(hintsOf('expired'), peer()), [
    /the client certificate of jane expired at 2030-05-06 06:08:09 UTC\./,
  ])
  t.match(told(hintsOf('not-yet-valid'), peer()), [/is valid only from 2030-05-06 05:08:09 UTC on/])
  t.match(told(hintsOf('unknown-ca'), peer()), [/by another CA with the same name, kubernetes/])
  t.match(told(hintsOf('unknown-ca'), peer('ca')), [/was issued by ca, which is not the CA/])
  t.same(told(hintsOf(), peer()), [], 'a valid certificate gets no hint')
  t.same(told(hintsOf('malformed'), peer('', Buffer.from('x'))), [])
  t.throws(() => told(hintsOf(new Error('a bug')), peer()), /a bug/)
})
