import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { Secret } from '../apis/core.ts'
import {
  BOOTSTRAP_TOKEN_NAMESPACE,
  BOOTSTRAP_TOKEN_TYPE,
  bootstrapTokenEnd,
} from '../apiserver/authn/bootstrap-tokens.ts'
import type { Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { objectController } from './object-controller.ts'

const isBootstrapToken = ({ metadata, type }: Secret): boolean =>
  metadata.namespace === BOOTSTRAP_TOKEN_NAMESPACE && type === BOOTSTRAP_TOKEN_TYPE

/**
 * Deletes expired bootstrap tokens (`pkg/controller/bootstrap/tokencleaner`, enabled by kubeadm).
 */
export const tokenCleaner = ({ client, clock, log }: ResourceDependencies<Secret>): Controller =>
  objectController<Secret>({
    name: 'token-cleaner-controller',
    client,
    clock,
    log,
    workers: 1,
    wants: isBootstrapToken,
    reconcile: async (secret) => {
      const left = bootstrapTokenEnd(secret) - clock.now()
      if (left === Infinity) return undefined
      if (left > 0) return left
      const { name = '', namespace, uid } = secret.metadata
      await client.delete(name, namespace, { preconditions: omitEmpty({ uid }) })
      return undefined
    },
  })
