import type { App } from '../apiserver/http/app.ts'
import type { Carrier } from '../apiserver/http/stages/carrier.ts'
import type { SharedCarrier } from '../apiserver/http/stages/shared-carrier.ts'
import type { Stages } from '../apiserver/http/stages/stages.ts'
import type { Listener, Listening } from '../server/listener.ts'
import { pathOf } from './address.ts'

/** The listener of a hosted cluster: its host's, with the path of the cluster. */
export class HostedListener implements Listener {
  readonly #host: Listener
  readonly #carrier: SharedCarrier
  readonly #path: string

  constructor(host: Listener, carrier: SharedCarrier, cluster: string) {
    this.#host = host
    this.#carrier = carrier
    this.#path = pathOf(cluster)
  }

  get port(): number {
    return this.#host.port
  }

  get external(): string {
    return `${this.#host.external}${this.#path}`
  }

  get local(): string {
    return `${this.#host.local}${this.#path}`
  }

  carry(stages: Stages): Carrier {
    return this.#carrier.of(stages)
  }

  async listen(app: App): Promise<Listening> {
    await app.ready()
    return {
      url: `https://${this.external}`,
      localUrl: `https://${this.local}`,
      port: this.port,
      insecureUrl: undefined,
    }
  }

  unref(): void {
    // the host's listener decides
  }
}
