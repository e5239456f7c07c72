/** The certificates that a server has for itself: that of its listener, and the administrator's. */
import { realTime, restless } from '../api/clock.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import type { ServingIdentity } from '../http/wire/listener.ts'
import { type Place, servingNames } from './advertise.ts'
import { adminIdentity, servingIdentity } from './identities.ts'
import type { Log } from './log.ts'
import { Renewal } from './renewal.ts'
import type { State } from './state.ts'
import type { Trust } from './trust.ts'

export interface OwnCertificateParts {
  readonly state: State
  readonly authority: CertificateAuthority
  readonly trust: Trust
  readonly log: Log
}

/** Who looks at the listener's certificate lives in real time. */
const servingParts = ({ ownSettings, clock }: State) => ({
  settings: ownSettings,
  clock: realTime(clock),
})

export class OwnCertificates {
  readonly #parts: OwnCertificateParts
  readonly #names: ReturnType<typeof servingNames>
  #admin: Identity
  readonly #firstServing: Identity
  #onNewAdmin = (): void => undefined

  private constructor(
    parts: OwnCertificateParts,
    names: ReturnType<typeof servingNames>,
    [admin, serving]: readonly [Identity, Identity],
  ) {
    this.#parts = parts
    this.#names = names
    this.#admin = admin
    this.#firstServing = serving
  }

  /** Finds or makes them. */
  static async make(place: Place, parts: OwnCertificateParts): Promise<OwnCertificates> {
    const { state, authority } = parts
    const names = servingNames(place)
    const made = await Promise.all([
      adminIdentity(state, authority),
      servingIdentity(servingParts(state), authority, names),
    ])
    return new OwnCertificates(parts, names, made)
  }

  /** The administrator's, as it is now. */
  get admin(): Identity {
    return this.#admin
  }

  /** Who the listener is at first. */
  get serving(): ServingIdentity {
    return this.#served(this.#firstServing)
  }

  /** Calls `task` whenever {@link admin} has been made anew. */
  onNewAdmin(task: () => void): void {
    this.#onNewAdmin = task
  }

  /** Makes them anew before they end. `serveAs`: called with who the listener is from then on; so far it has {@link serving}. */
  renewFor(serveAs: (identity: ServingIdentity) => void): Renewal {
    const { state, authority, log } = this.#parts
    return new Renewal(
      {
        clock: restless(state.clock),
        authority,
        report: (error, name) => log.error({ err: error }, `the ${name} is not renewed`),
      },
      [
        {
          name: 'serving certificate',
          identity: this.#firstServing,
          clock: realTime(state.clock),
          renew: (previous) =>
            servingIdentity(servingParts(state), authority, this.#names, previous),
          use: (identity) => serveAs(this.#served(identity)),
        },
        {
          name: "administrator's certificate",
          identity: this.#admin,
          clock: state.clock,
          renew: () => adminIdentity(state, authority),
          use: (identity) => {
            this.#admin = identity
            this.#onNewAdmin()
          },
        },
      ],
    )
  }

  #served({ certificatePem, keyPem }: Identity): ServingIdentity {
    return {
      certificate: certificatePem,
      key: keyPem,
      clientAuthorities: this.#parts.trust.clientAuthorities,
    }
  }
}
