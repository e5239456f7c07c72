/** The certificates that a server has for itself: that of its listener, and the administrator's. */
import { realTime, restless } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import { type Place, servingNames } from './advertise.ts'
import { adminIdentity, servingIdentity } from './identities.ts'
import type { Log } from './log.ts'
import { Renewal } from './renewal.ts'
import type { State } from './state.ts'
import type { Trust } from './trust.ts'

interface OwnCertificateParts {
  readonly state: State
  readonly authority: CertificateAuthority
  readonly trust: Trust
  readonly log: Log
}

/** Clients, which judge the listener's certificate, live in real time. */
const servingParts = ({ ownSettings, clock }: State) => ({
  settings: ownSettings,
  clock: realTime(clock),
})

interface Made {
  admin: Identity
  readonly serving: Identity
}

export class OwnCertificates {
  readonly #parts: OwnCertificateParts
  readonly #names: ReturnType<typeof servingNames>
  #making: Promise<void> | undefined
  #made: Made | undefined
  #onNewAdmin = (): void => undefined

  constructor(place: Place, parts: OwnCertificateParts) {
    this.#parts = parts
    this.#names = servingNames(place)
  }

  /** Finds or makes them, once; before that nobody may ask for one. Rejects as the settings do. */
  make(): Promise<void> {
    this.#making ??= this.#make()
    return this.#making
  }

  async #make(): Promise<void> {
    const { state, authority } = this.#parts
    try {
      const [admin, serving] = await Promise.all([
        adminIdentity(state, authority),
        servingIdentity(servingParts(state), authority, this.#names),
      ])
      this.#made = { admin, serving }
    } catch (error) {
      this.#making = undefined
      throw error
    }
  }

  get #there(): Made {
    if (this.#made === undefined)
      throw new Error('certificates were asked for before they were made')
    return this.#made
  }

  /** The administrator's, as it is now. */
  get admin(): Identity {
    return this.#there.admin
  }

  /** The listener's identity at the start. */
  get serving(): ServingIdentity {
    return this.#served(this.#there.serving)
  }

  /** Calls `task` whenever {@link admin} has been made anew. */
  onNewAdmin(task: () => void): void {
    this.#onNewAdmin = task
  }

  /**
   * Makes them anew before they end. `serveAs`: called with who the listener is from then on; so
   * far it has {@link serving}.
   */
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
          identity: this.#there.serving,
          clock: realTime(state.clock),
          renew: (previous) =>
            servingIdentity(servingParts(state), authority, this.#names, previous),
          use: (identity) => serveAs(this.#served(identity)),
        },
        {
          name: "administrator's certificate",
          identity: this.#there.admin,
          clock: state.clock,
          renew: () => adminIdentity(state, authority),
          use: (identity) => {
            this.#there.admin = identity
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
