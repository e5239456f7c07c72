import { type ApiClient, apiClient } from '../../apiserver/client/remote/api-client.ts'
import type { RequestIdentity } from '../../apiserver/client/remote/identity.ts'
import { openTransport } from '../../apiserver/client/remote/transport.ts'
import { systemClock } from '../../server/system.ts'
import { accountIdentity } from './account-identity.ts'

/** Returns the API clients of the controllers. */
export const connect = (identity: RequestIdentity, asAccounts: boolean, signal: AbortSignal) => {
  const transport = openTransport()
  // accounts have no client certificate, but the kubeconfig's user may have one; a shared transport
  // would reconnect at each change between them
  const accountTransport = openTransport()
  const clientOf = (userAgent: string, by = identity, over = transport): ApiClient =>
    apiClient({ identity: by, transport: over, userAgent, clock: systemClock, signal })
  const manager = clientOf('kube-controller-manager/csrlab')
  const make = (account: string | undefined): ApiClient => {
    if (account === undefined) return clientOf('csrlab')
    const agent = `kube-controller-manager/csrlab/system:serviceaccount:kube-system:${account}`
    return asAccounts
      ? clientOf(agent, accountIdentity(account, identity, manager, systemClock), accountTransport)
      : clientOf(agent)
  }
  const accounts = new Map<string | undefined, ApiClient>()
  return {
    /** acts as the user of the kubeconfig */
    manager,
    /** Returns the client of a controller's service account; without `account`, csrlab's own. */
    writer: (account?: string): ApiClient => {
      const client = accounts.get(account) ?? make(account)
      accounts.set(account, client)
      return client
    },
    close: (): void => {
      transport.close()
      accountTransport.close()
    },
  }
}
