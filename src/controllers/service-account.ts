import { frozen } from '../api/frozen.ts'
import type { ServiceAccount } from '../api/kinds/core.ts'
import { SYSTEM_NAMESPACES } from './bootstrap.ts'
import type { Controller } from './controller.ts'
import { namespacedObject, type NamespacedObjectOptions } from './namespaced-object.ts'

type Parts = Pick<
  NamespacedObjectOptions<ServiceAccount>,
  'namespaces' | 'client' | 'clock' | 'log'
>

const desired = (): ServiceAccount => ({
  kind: 'ServiceAccount',
  apiVersion: 'v1',
  metadata: { name: 'default' },
})

/** By the namespaces that every cluster has. */
const shared = new Map<string, ServiceAccount>(
  SYSTEM_NAMESPACES.map((namespace) => [namespace, frozen(desired())]),
)

/** Every active namespace has a service account `default` (`pkg/controller/serviceaccount`). */
export const serviceAccountController = (parts: Parts): Controller =>
  namespacedObject<ServiceAccount>({
    ...parts,
    name: 'service-account-controller',
    desired: desired(),
    sharedIn: (namespace) => shared.get(namespace),
    repaired: () => undefined,
  })
