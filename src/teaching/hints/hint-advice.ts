/** Hints for writes (admission plugins), reads, refusals and failed logins. */
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
import type { HintCluster } from './cluster.ts'
import type { ShownCertificate } from './facts.ts'
import { type HintForm, type HintStyle, renderHints } from './hint.ts'
import { LOGIN_HINTS, READ_HINTS, REFUSED_HINTS } from './list.ts'
import { type HintPlugins, hintPlugins } from './plugin.ts'
import { ifReadable } from '../../ca/errors.ts'
import { BoundedMap, type Tombstone } from './bounded-map.ts'

type OuterView = Omit<HintCluster, 'tombstone' | 'requestFor'>

interface HintsParts extends HintStyle {
  readonly cluster: OuterView
  readonly verifyPeer: VerifyPeer
  /** common name of the CA for client certificates */
  authorityName(): string
}

export class HintAdvice implements Advice {
  readonly tombstones = new BoundedMap<Tombstone>()
  readonly deciders = new BoundedMap<string>()
  readonly #groups = new BoundedMap<string>()
  readonly plugins: HintPlugins
  readonly form: HintForm
  readonly cluster: HintCluster
  readonly #parts: HintsParts

  constructor(parts: HintsParts) {
    this.#parts = parts
    this.form = parts.form
    this.cluster = {
      ...parts.cluster,
      tombstone: (name) => this.tombstones.get(name),
      requestFor: (group) => this.#groups.get(group),
    }
    this.plugins = hintPlugins({
      ...parts,
      cluster: this.cluster,
      tombstones: this.tombstones,
      deciders: this.deciders,
      groups: this.#groups,
    })
  }

  onRead(facts: ReadAdviceFacts): Shown[] {
    return renderHints(READ_HINTS, { ...facts, cluster: this.cluster }, this.#parts)
  }

  onRefusal(facts: RefusedAdviceFacts): Shown[] {
    return renderHints(REFUSED_HINTS, { ...facts, cluster: this.cluster }, this.#parts)
  }

  onUnauthorized({ authorization, peer }: PresentedCredentials): Shown[] {
    return renderHints(
      LOGIN_HINTS,
      {
        cluster: this.cluster,
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
