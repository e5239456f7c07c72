import type { Clock } from '../apimachinery/clock.ts'
import { TemporaryTokens } from '../apiserver/authn/temporary-tokens.ts'
import { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Certificate } from '../ca/certificate.ts'
import { type ShownCertificates, verifyClientCertificate } from '../ca/client-certificate.ts'
import { encodePem } from '../ca/pem.ts'
import { clientAuthorities, rootAuthority, signingAuthorities } from './authorities.ts'
import type { Base } from './base.ts'
import { ownCertificates } from './own-certificates.ts'
import { openPodSigner } from './pod-signer.ts'
import type { State } from './state.ts'

/** The CAs whose client certificates are accepted: `clients`, which include the root. */
const trustIn = (clock: Clock, root: CertificateAuthority, clients: readonly Certificate[]) => ({
  /** common name of the root CA */
  rootName: root.certificate.subject.commonName,
  /** PEM */
  clientAuthorities: clients.map(({ raw }) => encodePem('CERTIFICATE', raw)),
  /** Verifies a client's certificate at the current time. Throws ClientCertificateError. */
  verifyPeer: (peer: ShownCertificates) => verifyClientCertificate(peer, clients, clock.now()),
})

export type Pki = Awaited<ReturnType<typeof openPki>>

/**
 * The fifth phase of startup: opens the CAs. Making a new RSA root key takes 50 ms or more, on
 * another thread. Rejects with CaError.
 */
export const openPki = async (base: Base, { settings, ownSettings }: State) => {
  const { options, clock, entropy } = base
  const { authorities } = options
  const keeping = { settings, clock, entropy }
  const authority = await rootAuthority(keeping, options.caKeyType, authorities)
  const signers = signingAuthorities(keeping, authority, authorities)
  const trust = trustIn(clock, authority, clientAuthorities(authority, signers, authorities))
  const own = { settings, ownSettings, clock }
  return {
    /** the root CA */
    authority,
    /** the CA of each signer, by signer name */
    signers,
    trust,
    certificates: ownCertificates(options, own, authority, trust.clientAuthorities),
    accountKey: new ServiceAccountKey(settings),
    /** tokens for the server's requests as other users */
    lent: new TemporaryTokens(entropy),
    podSigner: await openPodSigner(keeping, options.podCertificateSigner),
  }
}
