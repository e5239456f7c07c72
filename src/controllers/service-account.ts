import type { ServiceAccount } from '../apis/core.ts'
import type { Controller } from './controller.ts'
import { namespacedObject, type NamespacedDependencies } from './namespaced-object.ts'

/**
 * Keeps a service account `default` in every active namespace (`pkg/controller/serviceaccount`).
 */
export const serviceAccountController = (
  dependencies: NamespacedDependencies<ServiceAccount>,
): Controller =>
  namespacedObject<ServiceAccount>({
    ...dependencies,
    name: 'serviceaccount-controller',
    desired: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'default' } },
    repaired: () => undefined,
  })
