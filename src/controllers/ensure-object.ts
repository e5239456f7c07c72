import type { RequestContext } from '../apimachinery/context.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { done } from '../apimachinery/turns.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import { retryOnConflict } from './retry.ts'

/**
 * Creates an object, or updates the stored one by `change`, which returns its argument if nothing
 * must change.
 */
export const ensureObject = <T extends KubeObject>(
  context: RequestContext,
  registry: Registry,
  wanted: T,
  change: (stored: T) => T = (stored) => stored,
): Promise<void> =>
  retryOnConflict(async () => {
    const { namespace = '', name = '' } = wanted.metadata
    const stored = registry.latest(namespace, name) as T | undefined
    if (stored === undefined) {
      const object = registry.resource.strategy.applyDefaults(wanted)
      await registry.create(context, { namespace, object })
    } else if (change(stored) !== stored) {
      await registry.update(context, {
        namespace,
        name,
        subresource: '',
        change: (current) => done(current && change(current as T)),
      })
    }
  })
