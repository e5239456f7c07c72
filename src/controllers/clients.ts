/** As whom controllers ask: each as the service account of the real one, or as the server itself. */
import type { Clock } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import type { KubeObject } from '../api/meta.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../api/user.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { Release } from '../release/release.ts'
import { Client, type ClientParts } from '../registry/client.ts'
import type { Registry } from '../registry/registry.ts'

export interface ClientsParts {
  readonly shelf: {
    readonly registries: readonly Registry[]
    /** by group and plural name */
    registryOf(group: string, resource: string): Registry
  }
  readonly authorizer: Authorizer
  /** the API server itself */
  readonly self: UserInfo
  readonly release: Release
  readonly clock: Clock
  readonly entropy: Entropy
  /** fires when the server stops */
  readonly signal: AbortSignal
  /** undefined: there is no audit log */
  readonly auditTrail: AuditTrail | undefined
  /** as the user agents of Kubernetes' programs name it: `v1.36.3 (linux/amd64) kubernetes/1234567` */
  readonly build: string
}

const GROUPS = [
  'system:serviceaccounts',
  'system:serviceaccounts:kube-system',
  SYSTEM_AUTHENTICATED,
] as const

const NO_EXTRA = Object.freeze(Object.create(null) as Record<string, string[]>)

/** The same for every cluster of the process. */
const accounts = new Map<string, UserInfo>()

/** kube-controller-manager gives each of its controllers a service account of its own. */
const accountOf = (name: string): UserInfo => {
  const known = accounts.get(name)
  if (known !== undefined) return known
  const account = {
    name: `system:serviceaccount:kube-system:${name}`,
    groups: GROUPS,
    extra: NO_EXTRA,
  }
  accounts.set(name, account)
  return account
}

/** kube-controller-manager itself, whose informers all of its controllers share. */
const MANAGER: UserInfo = {
  name: 'system:kube-controller-manager',
  groups: [SYSTEM_AUTHENTICATED],
  extra: {},
}

/** A resource of the core group by its plural name, or a registry. */
type Of = string | Registry

export interface Clients {
  /** A client of a controller under the account of that name. */
  account<T extends KubeObject>(name: string, of: Of): Client<T>
  /** A client of kube-controller-manager itself. */
  manager<T extends KubeObject>(name: string, of: Of): Client<T>
  /** A client of the server, for what it does by itself and no controller of a cluster does. */
  own<T extends KubeObject>(of: Of): Client<T>
}

export const clientsFor = (parts: ClientsParts): Clients => {
  const { shelf, authorizer, self, release, clock, entropy, signal, auditTrail, build } = parts
  /** by user agent: a controller of many resources has a client for each, and is one */
  const known = new Map<string, ClientParts>()
  const partsFor = (
    userAgent: string,
    { user, informer, fieldManager }: Pick<ClientParts, 'user' | 'informer' | 'fieldManager'>,
  ): ClientParts => {
    let found = known.get(userAgent)
    if (found === undefined) {
      // named one by one, for V8 gives what is spread a shape of its own each time
      found = {
        user,
        informer,
        fieldManager,
        authorizer,
        release,
        clock,
        entropy,
        signal,
        audit: auditTrail && { trail: auditTrail, userAgent, entropy },
      }
      known.set(userAgent, found)
    }
    return found
  }
  const clientOf = <T extends KubeObject>(of: Of, found: ClientParts): Client<T> => {
    const registry = typeof of === 'string' ? shelf.registryOf('', of) : of
    return new Client<T>(registry as unknown as Registry<T>, found)
  }
  const managed = (user: UserInfo, name: string): ClientParts =>
    partsFor(`kube-controller-manager/${build}/${name}`, {
      user,
      informer: MANAGER,
      fieldManager: 'kube-controller-manager',
    })
  return {
    account: (name, of) => {
      const user = accountOf(name)
      return clientOf(of, managed(user, user.name))
    },
    manager: (name, of) => clientOf(of, managed(MANAGER, name)),
    own: (of) =>
      clientOf(of, partsFor('csrlab', { user: self, informer: self, fieldManager: 'csrlab' })),
  }
}
