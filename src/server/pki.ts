import { TemporaryTokens } from '../apiserver/authn/temporary-tokens.ts'
import { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import { clientAuthorities, rootAuthority, signingAuthorities } from './authorities.ts'
import type { Base } from './base.ts'
import { ownCertificates } from './own-certificates.ts'
import { openPodSigner } from './pod-signer.ts'
import type { State } from './state.ts'
import { trustIn } from './trust.ts'

export type Pki = Awaited<ReturnType<typeof openPki>>

/** A new root key takes 50 ms or more, on another thread. Rejects with CaError. */
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
    /** by running signer */
    signers,
    trust,
    certificates: ownCertificates(options, own, authority, trust),
    accountKey: new ServiceAccountKey(settings),
    /** tokens for the server's requests as other users */
    lent: new TemporaryTokens(entropy),
    podSigner: await openPodSigner(keeping, options.podCertificateSigner),
  }
}
