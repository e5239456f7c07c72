import type { KubeObject } from '../apimachinery/meta.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../apimachinery/user.ts'
import { buildText, versionInfo } from '../apiserver/http/version.ts'
import { Client, type ClientParts } from '../apiserver/registry/client.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import type { Clients } from '../controllers/object-client.ts'
import type { Plane } from './app.ts'

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

/** kube-controller-manager, whose controllers share its informers. */
const MANAGER: UserInfo = {
  name: 'system:kube-controller-manager',
  groups: [SYSTEM_AUTHENTICATED],
  extra: {},
}

/** Adds an in-process `Client` of the manager itself. */
export interface LocalClients extends Clients {
  manager<T extends KubeObject>(name: string, resource: string): Client<T>
}

export const clientsFor = ({ base, access, api }: Plane, signal: AbortSignal): LocalClients => {
  const { options, clock, entropy } = base
  const { release } = options
  const { user: self } = api.self
  const trail = base.audit.controllers
  const build = buildText(versionInfo(release))
  const clientOf = <T extends KubeObject>(
    of: string,
    userAgent: string,
    who: Pick<ClientParts, 'user' | 'informer' | 'fieldManager'>,
  ): Client<T> => {
    const slash = of.indexOf('/')
    const registry = api.registries.registryOf(of.slice(0, Math.max(slash, 0)), of.slice(slash + 1))
    return new Client<T>(registry as unknown as Registry<T>, {
      ...who,
      authorizer: access.authorizer,
      release,
      clock,
      entropy,
      signal,
      audit: trail && { trail, userAgent, entropy },
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
