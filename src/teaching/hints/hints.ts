/** Everything that gives hints, in one place: the admission plugin for writes, and what the wire asks on reads and refusals. */
import type { Advice, ReadAdviceFacts, RefusedAdviceFacts } from '../../apiserver/extensions.ts'
import type { PresentedCredentials, PeerCertificate } from '../../apiserver/authn/authenticator.ts'
import { bearerTokenOf } from '../../apiserver/authn/bearer.ts'
import type { VerifyPeer } from '../../apiserver/authn/x509.ts'
import { parseCertificate } from '../../ca/certificate.ts'
import {
  ClientCertificateError,
  type ClientCertificateReason,
} from '../../ca/client-certificate-error.ts'
import { X509Error } from '../../ca/errors.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import type { ClusterView } from './cluster.ts'
import type { ShownCertificate } from './facts.ts'
import { type HintForm, type Manner, sayAll } from './hint.ts'
import { LOGIN_HINTS, READ_HINTS, REFUSED_HINTS } from './list.ts'
import { type HintPlugins, hintPlugins } from './plugin.ts'
import { type Decider, Remembered, type Tombstone } from './remembered.ts'

/** The view without what is remembered here. */
type OuterView = Omit<ClusterView, 'tombstone' | 'requestFor'>

interface HintsParts extends Manner {
  readonly cluster: OuterView
  readonly verifyPeer: VerifyPeer
  /** common name of the CA that client certificates must be from */
  authorityName(): string
}

export class Hints implements Advice {
  readonly tombstones = new Remembered<Tombstone>()
  readonly deciders = new Remembered<Decider>()
  readonly groups = new Remembered<string>()
  readonly plugins: HintPlugins
  readonly form: HintForm
  readonly cluster: ClusterView
  readonly #parts: HintsParts

  constructor(parts: HintsParts) {
    this.#parts = parts
    this.form = parts.form
    this.cluster = {
      ...parts.cluster,
      tombstone: (name) => this.tombstones.get(name),
      requestFor: (group) => this.groups.get(group),
    }
    this.plugins = hintPlugins({
      cluster: this.cluster,
      tombstones: this.tombstones,
      deciders: this.deciders,
      groups: this.groups,
      form: parts.form,
      report: parts.report,
    })
  }

  onRead(facts: ReadAdviceFacts): Shown[] {
    return sayAll(READ_HINTS, { ...facts, cluster: this.cluster }, this.#parts)
  }

  onRefusal(facts: RefusedAdviceFacts): Shown[] {
    return sayAll(REFUSED_HINTS, { ...facts, cluster: this.cluster }, this.#parts)
  }

  onUnauthorized({ authorization, peer }: PresentedCredentials): Shown[] {
    return sayAll(
      LOGIN_HINTS,
      {
        cluster: this.cluster,
        hasToken: bearerTokenOf(authorization).token !== undefined,
        certificate: peer === undefined ? undefined : this.#shown(peer),
      },
      this.#parts,
    )
  }

  #shown(peer: PeerCertificate): ShownCertificate {
    const problem = this.#problemOf(peer)
    try {
      const { subject, issuer, notBefore, notAfter } = parseCertificate(peer.certificate)
      return {
        commonName: subject.commonName,
        organizations: subject.organizations,
        notBefore,
        notAfter,
        issuer: issuer.commonName,
        problem,
        sameIssuerName: issuer.commonName === this.#parts.authorityName(),
      }
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      return {
        commonName: '',
        organizations: [],
        notBefore: 0,
        notAfter: 0,
        issuer: '',
        problem,
        sameIssuerName: false,
      }
    }
  }

  #problemOf(peer: PeerCertificate): ClientCertificateReason | undefined {
    try {
      this.#parts.verifyPeer(peer)
      return undefined
    } catch (error) {
      if (error instanceof ClientCertificateError) return error.reason
      throw error
    }
  }
}
