/** As whom controllers ask: each as the service account of the real one, or as the server itself. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../apimachinery/user.ts'
import type { AuditTrail } from '../apiserver/audit/trail.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { Client, type ClientParts } from '../apiserver/registry/client.ts'
import type { Registry } from '../apiserver/registry/registry.ts'

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

/** kube-controller-manager gives each of its controllers a service account of its own. */
const accountOf = (name: string): UserInfo => ({
  name: `system:serviceaccount:kube-system:${name}`,
  groups: GROUPS,
  extra: {},
})

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
  const clientOf = <T extends KubeObject>(
    of: Of,
    userAgent: string,
    who: Pick<ClientParts, 'user' | 'informer' | 'fieldManager'>,
  ): Client<T> => {
    const registry = typeof of === 'string' ? shelf.registryOf('', of) : of
    return new Client<T>(registry as unknown as Registry<T>, {
      ...who,
      authorizer,
      release,
      clock,
      entropy,
      signal,
      audit: auditTrail && { trail: auditTrail, userAgent, entropy },
    })
  }
  const managed = <T extends KubeObject>(of: Of, user: UserInfo, name: string): Client<T> =>
    clientOf<T>(of, `kube-controller-manager/${build}/${name}`, {
      user,
      informer: MANAGER,
      fieldManager: 'kube-controller-manager',
    })
  return {
    account: (name, of) => {
      const user = accountOf(name)
      return managed(of, user, user.name)
    },
    manager: (name, of) => managed(of, MANAGER, name),
    own: (of) => clientOf(of, 'csrlab', { user: self, informer: self, fieldManager: 'csrlab' }),
  }
}
