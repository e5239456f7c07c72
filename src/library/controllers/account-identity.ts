import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { RequestIdentity } from '../../apiserver/client/remote/identity.ts'
import { unless } from '../../controllers/errors.ts'

const ACCOUNTS = '/api/v1/namespaces/kube-system/serviceaccounts'
const LIFETIME_SECONDS = 3600
/** a token is used for this fraction of its lifetime */
const USED = 0.8

interface TokenRequest {
  readonly status?: { readonly token?: string }
}

/**
 * The identity of a service account in kube-system, which is created if missing. `server`: gives
 * address and CA; `manager`: requests tokens.
 */
export const accountIdentity = (
  name: string,
  server: RequestIdentity,
  manager: ApiClient,
  clock: ClusterTime,
): RequestIdentity => {
  let kept: { readonly value: Promise<string>; readonly until: number } | undefined
  const expire = (): void => {
    kept = undefined
  }
  const requested = async (): Promise<string> => {
    const { status = {} } = await manager.call<TokenRequest>({
      method: 'POST',
      path: `${ACCOUNTS}/${name}/token`,
      body: {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        spec: { expirationSeconds: LIFETIME_SECONDS },
      },
    })
    return status.token ?? ''
  }
  const token = async (): Promise<string> => {
    const found = await unless(404, requested())
    if (found !== undefined) return found
    const body = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } }
    await unless(409, manager.call({ method: 'POST', path: ACCOUNTS, body }))
    return requested()
  }
  const keptToken = (): Promise<string> => {
    const now = realTime(clock).now()
    if (kept !== undefined && now < kept.until) return kept.value
    const value = token()
    value.catch(expire)
    kept = { value, until: now + LIFETIME_SECONDS * 1000 * USED }
    return value
  }
  return {
    current: async () => {
      const { certificate: _certificate, key: _key, ...connection } = await server.current()
      return { ...connection, token: await keptToken() }
    },
    expire,
  }
}
