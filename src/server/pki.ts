import { TemporaryTokens } from '../apiserver/authn/temporary-tokens.ts'
import { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { BuiltInSigner } from '../ca/signers.ts'
import type { PodSigner } from '../controllers/pod-certificate-signer.ts'
import { clientAuthorities, rootAuthority, signingAuthorities } from './authorities.ts'
import type { Base } from './base.ts'
import { type OwnCertificates, ownCertificates } from './own-certificates.ts'
import { openPodSigner } from './pod-signer.ts'
import type { State } from './state.ts'
import { type Trust, trustIn } from './trust.ts'

export interface Pki {
  /** the root CA */
  readonly authority: CertificateAuthority
  /** by running signer */
  readonly signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>
  readonly trust: Trust
  readonly certificates: OwnCertificates
  readonly accountKey: ServiceAccountKey
  readonly podSigner: PodSigner | undefined
  /** tokens for the server's requests as other users */
  readonly lent: TemporaryTokens
}

/** A new root key takes 50 ms or more, on another thread. Rejects with CaError. */
export const openPki = async (base: Base, { settings, ownSettings }: State): Promise<Pki> => {
  const { options, clock, entropy } = base
  const { authorities } = options
  const keeping = { settings, clock, entropy }
  const authority = await rootAuthority(keeping, options.caKeyType, authorities)
  const signers = signingAuthorities(keeping, authority, authorities)
  const trust = trustIn(clock, authority, clientAuthorities(authority, signers, authorities))
  const own = { settings, ownSettings, clock }
  return {
    authority,
    signers,
    trust,
    certificates: ownCertificates(options, own, authority, trust),
    accountKey: new ServiceAccountKey(settings),
    lent: new TemporaryTokens(entropy),
    podSigner: await openPodSigner(keeping, options.podCertificateSigner),
  }
}
