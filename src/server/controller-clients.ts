import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../apimachinery/user.ts'
import type { AuditTrail } from '../apiserver/audit/trail.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { Client, type ClientParts } from '../apiserver/registry/client.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import type { Clients } from '../controllers/object-client.ts'

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

const accountOf = (name: string): UserInfo => ({
  name: `system:serviceaccount:kube-system:${name}`,
  groups: GROUPS,
  extra: {},
})

/** kube-controller-manager, whose informers all its controllers share. */
const MANAGER: UserInfo = {
  name: 'system:kube-controller-manager',
  groups: [SYSTEM_AUTHENTICATED],
  extra: {},
}

/** {@link Clients} that can also return an in-process `Client` for the manager itself. */
export interface LocalClients extends Clients {
  manager<T extends KubeObject>(name: string, resource: string): Client<T>
}

export const clientsFor = (parts: ClientsParts): LocalClients => {
  const { shelf, authorizer, self, release, clock, entropy, signal, auditTrail, build } = parts
  const clientOf = <T extends KubeObject>(
    of: string,
    userAgent: string,
    who: Pick<ClientParts, 'user' | 'informer' | 'fieldManager'>,
  ): Client<T> => {
    const slash = of.indexOf('/')
    const registry = shelf.registryOf(of.slice(0, Math.max(slash, 0)), of.slice(slash + 1))
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
  const managed = <T extends KubeObject>(of: string, user: UserInfo, name: string): Client<T> =>
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
