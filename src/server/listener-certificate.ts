/** The identity of a listener, which is found or made, and renewed before it expires. */
import type { App } from '../apiserver/http/app.ts'
import type { Front } from '../apiserver/http/wire/front.ts'
import { holdConnections } from '../apiserver/http/wire/held-connections.ts'
import { serveAs, type ServingIdentity } from '../apiserver/http/wire/listener.ts'
import type { ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { Closing } from './closing.ts'
import type { OwnCertificates } from './own-certificates.ts'
import type { Renewal } from './renewal.ts'

/**
 * Clients choose their certificate by the CAs that they are told of, and a front serves those of
 * others too.
 */
export const asFront = (front: Front | undefined, identity: ServingIdentity): ServingIdentity =>
  front === undefined ? identity : { ...identity, clientAuthorities: [] }

interface ListenerCertificateParts {
  readonly certificates: OwnCertificates
  /** undefined: another server listens for it */
  readonly listener: App['listener']
  readonly front: Front | undefined
  readonly clock: ClusterClock
}

export class ListenerCertificate {
  readonly #certificates: OwnCertificates
  #renewal: Renewal | undefined
  #identity: ServingIdentity | undefined

  /** Certificates are made at the start if the server has a listener, otherwise on first use. */
  constructor(
    { certificates, listener, front, clock }: ListenerCertificateParts,
    closing: Closing,
  ) {
    this.#certificates = certificates
    clock.waitsFor(() => this.#renewal?.busy === true)
    // a client that reads its kubeconfig after `clock advance` or `reset` must find a valid certificate
    clock.afterMove(() => this.#settle())
    closing.add(() => this.#renewal?.stop())
    if (listener === undefined) return
    const renewal = certificates.renewFor((next) => serveAs(listener.server, asFront(front, next)))
    // where the clock has jumped, the next look of the hour is late
    holdConnections(listener.server, () => renewal.check())
    this.#renewal = renewal
  }

  /**
   * A renewal that was under way may have used the time before the move, so the second check looks
   * again.
   */
  async #settle(): Promise<void> {
    await this.#renewal?.check()
    await this.#renewal?.check()
  }

  /**
   * The identity that another server shows in place of this one. Makes the certificates, once;
   * rejects as {@link OwnCertificates.make}.
   */
  async identity(): Promise<ServingIdentity> {
    await this.#certificates.make()
    this.#identity ??= this.#certificates.serving
    this.#renewal ??= this.#certificates.renewFor((next) => (this.#identity = next))
    await this.#renewal.check()
    return this.#identity
  }
}
