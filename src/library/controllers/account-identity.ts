import { type Clock, type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { RequestIdentity } from '../../apiserver/client/remote/identity.ts'

const ACCOUNTS = '/api/v1/namespaces/kube-system/serviceaccounts'
const LIFETIME_SECONDS = 3600
/** A token is renewed after this fraction of its lifetime. */
const USED = 0.8

interface TokenRequest {
  readonly status?: { readonly token?: string }
}

/** A service account in kube-system, created if missing. */
export class AccountIdentity implements RequestIdentity {
  readonly #name: string
  readonly #server: RequestIdentity
  readonly #manager: ApiClient
  readonly #clock: Clock
  #token: { readonly value: Promise<string>; readonly until: number } | undefined

  /** `server`: the address and CA; `manager`: the client that requests tokens. */
  constructor(name: string, server: RequestIdentity, manager: ApiClient, clock: ClusterTime) {
    this.#name = name
    this.#server = server
    this.#manager = manager
    this.#clock = realTime(clock)
  }

  async current(): Promise<ApiConnection> {
    const { certificate: _certificate, key: _key, ...connection } = await this.#server.current()
    return { ...connection, token: await this.#kept() }
  }

  expire(): void {
    this.#token = undefined
  }

  #kept(): Promise<string> {
    const now = this.#clock.now()
    if (this.#token !== undefined && now < this.#token.until) return this.#token.value
    const value = this.#request()
    value.catch(() => this.expire())
    this.#token = { value, until: now + LIFETIME_SECONDS * 1000 * USED }
    return value
  }

  async #request(): Promise<string> {
    try {
      return await this.#requestOnce()
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error
      await this.#create()
      return this.#requestOnce()
    }
  }

  async #create(): Promise<void> {
    const body = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: this.#name } }
    try {
      await this.#manager.call({ method: 'POST', path: ACCOUNTS, body })
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 409) throw error
    }
  }

  async #requestOnce(): Promise<string> {
    const { status = {} } = await this.#manager.call<TokenRequest>({
      method: 'POST',
      path: `${ACCOUNTS}/${this.#name}/token`,
      body: {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        spec: { expirationSeconds: LIFETIME_SECONDS },
      },
    })
    return status.token ?? ''
  }
}
