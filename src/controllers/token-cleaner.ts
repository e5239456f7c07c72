import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { Secret } from '../apis/core.ts'
import {
  BOOTSTRAP_TOKEN_NAMESPACE,
  BOOTSTRAP_TOKEN_TYPE,
  bootstrapTokenEnd,
} from '../apiserver/authn/bootstrap-tokens.ts'
import { controller, type Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'

const isBootstrapToken = ({ metadata, type }: Secret): boolean =>
  metadata.namespace === BOOTSTRAP_TOKEN_NAMESPACE && type === BOOTSTRAP_TOKEN_TYPE

/**
 * Deletes expired bootstrap tokens (`pkg/controller/bootstrap/tokencleaner`, enabled by kubeadm).
 */
export const tokenCleaner = ({ client, clock, log }: ResourceDependencies<Secret>): Controller =>
  controller({
    name: 'token-cleaner-controller',
    clock,
    log,
    workers: 1,
    sources: [
      {
        client,
        keyFor: (secret: Secret, deleted) =>
          !deleted && isBootstrapToken(secret) ? secret.metadata.name : undefined,
      },
    ],
    reconcile: async (name) => {
      const secret = client.cached(name, BOOTSTRAP_TOKEN_NAMESPACE)
      if (secret === undefined || !isBootstrapToken(secret)) return undefined
      const left = bootstrapTokenEnd(secret) - clock.now()
      if (left === Infinity) return undefined
      if (left > 0) return left
      const { uid } = secret.metadata
      await client.delete(name, BOOTSTRAP_TOKEN_NAMESPACE, { preconditions: omitEmpty({ uid }) })
      return undefined
    },
  })
