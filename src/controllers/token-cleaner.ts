import type { Clock } from '../apimachinery/clock.ts'
import type { Secret } from '../apis/core.ts'
import {
  BOOTSTRAP_TOKEN_NAMESPACE,
  BOOTSTRAP_TOKEN_TYPE,
  bootstrapTokenEnd,
} from '../apiserver/authn/bootstrap-tokens.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { controller, type Controller } from './controller.ts'
import { source } from './feed.ts'
import type { ControllerLog } from './log.ts'

interface Parts {
  readonly client: Client<Secret>
  readonly clock: Clock
  readonly log: ControllerLog
}

const isBootstrapToken = ({ metadata, type }: Secret): boolean =>
  metadata.namespace === BOOTSTRAP_TOKEN_NAMESPACE && type === BOOTSTRAP_TOKEN_TYPE

/** Deletes bootstrap tokens when they end (`pkg/controller/bootstrap/tokencleaner`, which kubeadm turns on). */
export const tokenCleaner = ({ client, clock, log }: Parts): Controller =>
  controller({
    name: 'token-cleaner-controller',
    clock,
    log,
    workers: 1,
    sources: [
      source<Secret>({
        client,
        keyFor: (secret, deleted) =>
          !deleted && isBootstrapToken(secret) ? secret.metadata.name : undefined,
      }),
    ],
    reconcile: async (name) => {
      const secret = client.cached(name, BOOTSTRAP_TOKEN_NAMESPACE)
      if (secret === undefined || !isBootstrapToken(secret)) return undefined
      const left = bootstrapTokenEnd(secret) - clock.now()
      if (left === Infinity) return undefined
      if (left > 0) return left
      const { uid } = secret.metadata
      const preconditions = uid === undefined ? {} : { uid }
      await client.delete(name, BOOTSTRAP_TOKEN_NAMESPACE, { preconditions })
      return undefined
    },
  })
