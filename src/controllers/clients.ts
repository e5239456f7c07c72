/**
 * Clients of controllers, each with the real controller's service account, or the server's
 * identity.
 */
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
    registryOf(group: string, resource: string): Registry
  }
  readonly authorizer: Authorizer
  readonly self: UserInfo
  readonly release: Release
  readonly clock: Clock
  readonly entropy: Entropy
  readonly signal: AbortSignal
  /** undefined: no audit log */
  readonly auditTrail: AuditTrail | undefined
  /** the build in user agents: `v1.36.3 (linux/amd64) kubernetes/1234567` */
  readonly build: string
}

const GROUPS = [
  'system:serviceaccounts',
  'system:serviceaccounts:kube-system',
  SYSTEM_AUTHENTICATED,
] as const

/** The service account of a controller. */
const accountOf = (name: string): UserInfo => ({
  name: `system:serviceaccount:kube-system:${name}`,
  groups: GROUPS,
  extra: {},
})

/** kube-controller-manager, whose informers its controllers share. */
const MANAGER: UserInfo = {
  name: 'system:kube-controller-manager',
  groups: [SYSTEM_AUTHENTICATED],
  extra: {},
}

/** A registry, or the plural name of a core resource. */
type Of = string | Registry

export interface Clients {
  /** A client with a controller's service account. */
  account<T extends KubeObject>(name: string, of: Of): Client<T>
  /** A client of kube-controller-manager itself. */
  manager<T extends KubeObject>(name: string, of: Of): Client<T>
  /** A client of the server itself, for work that no real controller does. */
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
