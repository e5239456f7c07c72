import type { Listener, Listening } from '../server/listener.ts'
import { pathOf } from './address.ts'

/** The listener of a hosted cluster: its host's listener, at the path of the cluster. */
export class HostedListener implements Listener {
  readonly #host: Listener
  readonly #path: string

  constructor(host: Listener, cluster: string) {
    this.#host = host
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

  async listen(): Promise<Listening> {
    return {
      url: `https://${this.external}`,
      localUrl: `https://${this.local}`,
      port: this.port,
      insecureUrl: undefined,
    }
  }
}
