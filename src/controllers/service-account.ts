import type { ServiceAccount } from '../apis/core.ts'
import type { Controller } from './controller.ts'
import { namespacedObject, type NamespacedObjectOptions } from './namespaced-object.ts'

type Parts = Pick<
  NamespacedObjectOptions<ServiceAccount>,
  'namespaces' | 'client' | 'clock' | 'log'
>

/** Every active namespace has a service account `default` (`pkg/controller/serviceaccount`). */
export const serviceAccountController = (parts: Parts): Controller =>
  namespacedObject<ServiceAccount>({
    ...parts,
    name: 'service-account-controller',
    desired: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'default' } },
    repaired: () => undefined,
  })
