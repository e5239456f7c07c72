import type { Advice, ReadAdviceFacts, RefusedAdviceFacts } from '../../apiserver/extensions.ts'
import type { PresentedCredentials } from '../../apiserver/authn/authenticator.ts'
import { bearerTokenOf } from '../../apiserver/authn/bearer.ts'
import type { VerifyPeer } from '../../apiserver/authn/x509.ts'
import { parseCertificate } from '../../ca/certificate.ts'
import type { ShownCertificates } from '../../ca/client-certificate.ts'
import {
  ClientCertificateError,
  type ClientCertificateReason,
} from '../../ca/client-certificate-error.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import type { ShownCertificate } from './facts.ts'
import { renderHints } from './hint.ts'
import { LOGIN_HINTS, READ_HINTS, REFUSED_HINTS } from './list.ts'
import { type HintPlugins, hintPlugins, type PluginParts } from './plugin.ts'
import { ifReadable } from '../../ca/errors.ts'

interface HintsParts extends PluginParts {
  readonly verifyPeer: VerifyPeer
  /** common name */
  authorityName(): string
}

export class HintAdvice implements Advice {
  readonly plugins: HintPlugins
  readonly #parts: HintsParts

  constructor(parts: HintsParts) {
    this.#parts = parts
    this.plugins = hintPlugins(parts)
  }

  onRead(facts: ReadAdviceFacts): Shown[] {
    return renderHints(READ_HINTS, { ...facts, cluster: this.plugins.cluster }, this.#parts)
  }

  onRefusal(facts: RefusedAdviceFacts): Shown[] {
    return renderHints(REFUSED_HINTS, { ...facts, cluster: this.plugins.cluster }, this.#parts)
  }

  onUnauthorized({ authorization, peer }: PresentedCredentials): Shown[] {
    return renderHints(
      LOGIN_HINTS,
      {
        cluster: this.plugins.cluster,
        hasToken: bearerTokenOf(authorization).token !== undefined,
        certificate: peer && this.#shown(peer),
      },
      this.#parts,
    )
  }

  #shown(peer: ShownCertificates): ShownCertificate | undefined {
    const parsed = ifReadable(() => parseCertificate(peer.certificate))
    if (parsed === undefined) return undefined
    const { subject, issuer, notBefore, notAfter } = parsed
    return {
      commonName: subject.commonName,
      organizations: subject.organizations,
      notBefore,
      notAfter,
      issuer: issuer.commonName,
      problem: this.#problemOf(peer),
      sameIssuerName: issuer.commonName === this.#parts.authorityName(),
    }
  }

  #problemOf(peer: ShownCertificates): ClientCertificateReason | undefined {
    try {
      this.#parts.verifyPeer(peer)
      return undefined
    } catch (error) {
      if (error instanceof ClientCertificateError) return error.reason
      throw error
    }
  }
}
