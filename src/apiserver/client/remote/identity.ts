import { type Clock, type ClusterTime, realTime } from '../../../apimachinery/clock.ts'
import type { ApiConnection } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'
import { type PluginCredentials, runPlugin } from './exec-plugin.ts'

export interface RequestIdentity {
  /** Server and credentials now. Rejects with ConnectionError. */
  current(): Promise<ApiConnection>
  /** Forgets credentials that the server rejected. */
  expire(): void
}

/** Files are checked again after this time. */
const KEPT_MS = 10_000
/** Credentials of a plug-in are renewed this long before they expire. */
const EARLY_MS = 10_000

/**
 * The identity of a kubeconfig, whose files may change. `read`: reads it; throws ConnectionError.
 * Plug-ins run only if `allowsPlugins`.
 */
export class KubeconfigIdentity implements RequestIdentity {
  readonly #read: () => ApiConnection
  readonly #clock: Clock
  readonly #allowsPlugins: boolean
  #kept: { readonly connection: ApiConnection; readonly until: number } | undefined
  #plugin: Promise<PluginCredentials> | undefined
  #pluginEnd = 0

  constructor(read: () => ApiConnection, clock: ClusterTime, allowsPlugins: boolean) {
    this.#read = read
    this.#clock = realTime(clock)
    this.#allowsPlugins = allowsPlugins
  }

  async current(): Promise<ApiConnection> {
    const connection = this.#connection()
    if (connection.plugin === undefined) return connection
    if (!this.#allowsPlugins)
      throw new ConnectionError(
        `the kubeconfig runs ${connection.plugin.command} to get credentials; allow that with --allow-exec.`,
      )
    const { token = connection.token, certificate, key } = await this.#fromPlugin(connection)
    const made = certificate === undefined ? connection : { ...connection, certificate, key }
    return token === undefined ? made : { ...made, token }
  }

  expire(): void {
    this.#kept = undefined
    this.#plugin = undefined
  }

  #connection(): ApiConnection {
    const now = this.#clock.now()
    if (this.#kept !== undefined && now < this.#kept.until) return this.#kept.connection
    try {
      this.#kept = { connection: this.#read(), until: now + KEPT_MS }
    } catch (error) {
      // a file may be half written
      if (this.#kept === undefined) throw error
      this.#kept = { ...this.#kept, until: now + KEPT_MS }
    }
    return this.#kept.connection
  }

  #fromPlugin(connection: ApiConnection): Promise<PluginCredentials> {
    if (this.#plugin === undefined || this.#clock.now() >= this.#pluginEnd) {
      this.#pluginEnd = Infinity
      const running = runPlugin(connection.plugin!, connection)
      this.#plugin = running
      running.then(
        ({ expiresAt }) => {
          this.#pluginEnd = expiresAt - EARLY_MS
        },
        () => {
          this.#plugin = undefined
        },
      )
    }
    return this.#plugin
  }
}
