import { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { RequestIdentity } from '../../apiserver/client/remote/identity.ts'
import { NodeTransport } from '../../apiserver/client/remote/transport.ts'
import { systemClock } from '../../server/system.ts'
import { AccountIdentity } from './account-identity.ts'

/** The clients of one process, each with its identity. */
export class Connected {
  readonly #transport = new NodeTransport(systemClock)
  /** for service accounts, which have no client certificate */
  readonly #accountTransport = new NodeTransport(systemClock)
  readonly #identity: RequestIdentity
  readonly #signal: AbortSignal
  readonly #asAccounts: boolean
  readonly #accounts = new Map<string, ApiClient>()
  /** the user of the kubeconfig */
  readonly manager: ApiClient

  constructor(identity: RequestIdentity, asAccounts: boolean, signal: AbortSignal) {
    this.#identity = identity
    this.#asAccounts = asAccounts
    this.#signal = signal
    this.manager = this.#client(identity, this.#transport, 'kube-controller-manager/csrlab')
  }

  /** Returns the client with which a controller writes; `account` undefined: csrlab itself. */
  readonly writer = (account?: string): ApiClient => {
    const key = account ?? ''
    const client = this.#accounts.get(key) ?? this.#make(account)
    this.#accounts.set(key, client)
    return client
  }

  close(): void {
    this.#transport.close()
    this.#accountTransport.close()
  }

  #make(account: string | undefined): ApiClient {
    if (account === undefined) return this.#client(this.#identity, this.#transport, 'csrlab')
    const agent = `kube-controller-manager/csrlab/system:serviceaccount:kube-system:${account}`
    if (!this.#asAccounts) return this.#client(this.#identity, this.#transport, agent)
    const identity = new AccountIdentity(account, this.#identity, this.manager, systemClock)
    return this.#client(identity, this.#accountTransport, agent)
  }

  #client(identity: RequestIdentity, transport: NodeTransport, userAgent: string): ApiClient {
    return new ApiClient({
      identity,
      transport,
      userAgent,
      clock: systemClock,
      signal: this.#signal,
    })
  }
}
