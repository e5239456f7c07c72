/** Empties namespaces that are being deleted, then lets them go (`pkg/controller/namespace`). */
import type { Clock } from '../api/clock.ts'
import type { Namespace } from '../api/core.ts'
import type { KubeObject } from '../api/meta.ts'
import type { Client } from '../registry/client.ts'
import {
  type Controller,
  type ControllerLog,
  IgnorableError,
  objectController,
} from './controller.ts'

export interface NamespaceParts {
  readonly client: Client<Namespace>
  /** every namespaced resource */
  readonly contents: readonly Client<KubeObject>[]
  readonly clock: Clock
  readonly log: ControllerLog
}

const FINALIZER = 'kubernetes'

export const namespaceController = ({ client, contents, clock, log }: NamespaceParts): Controller =>
  objectController<Namespace>({
    name: 'namespace-controller',
    client,
    clock,
    log,
    workers: 5,
    wants: ({ metadata, spec }) =>
      metadata.deletionTimestamp !== undefined && (spec.finalizers ?? []).includes(FINALIZER),
    reconcile: async (namespace) => {
      const { name = '' } = namespace.metadata
      for (const content of contents) {
        for (const { metadata } of content.list(name)) {
          if (metadata.deletionTimestamp === undefined)
            await content.delete(metadata.name ?? '', name)
        }
      }
      const left = contents.some((content) => content.list(name).length > 0)
      // what finalizers hold back is looked at again later
      if (left) throw new IgnorableError(`namespace ${name} still has content`)
      const finalizers = (namespace.spec.finalizers ?? []).filter((f) => f !== FINALIZER)
      await client.update({ ...namespace, spec: { ...namespace.spec, finalizers } }, 'finalize')
    },
  })
