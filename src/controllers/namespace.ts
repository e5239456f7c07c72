/** Empties namespaces that are being deleted, then lets them go (`pkg/controller/namespace`). */
import type { Clock } from '../api/clock.ts'
import type { Namespace } from '../api/core.ts'
import type { KubeObject } from '../api/meta.ts'
import { StatusError } from '../api/status.ts'
import type { Client } from '../registry/client.ts'
import {
  type BackOff,
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

/** The real controller looks again after eight seconds at a namespace whose content has finalizers. */
const BACK_OFF: BackOff = { baseMs: 200, maxMs: 8000 }

/** In one commit; what went by itself meanwhile is as good as deleted. */
const deleteAll = async (content: Client<KubeObject>, namespace: string): Promise<void> => {
  const left = content
    .list(namespace)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  await Promise.all(
    left.map(async ({ metadata: { name = '' } }) => {
      try {
        await content.delete(name, namespace)
      } catch (error) {
        if (!(error instanceof StatusError && error.code === 404)) throw error
      }
    }),
  )
}

export const namespaceController = ({ client, contents, clock, log }: NamespaceParts): Controller =>
  objectController<Namespace>({
    name: 'namespace-controller',
    client,
    clock,
    log,
    workers: 5,
    backOff: BACK_OFF,
    wants: ({ metadata, spec }) =>
      metadata.deletionTimestamp !== undefined && (spec.finalizers ?? []).includes(FINALIZER),
    reconcile: async (namespace) => {
      const { name = '' } = namespace.metadata
      for (const content of contents) await deleteAll(content, name)
      const left = contents.some((content) => content.rows(name).length > 0)
      // what finalizers hold back is looked at again later
      if (left) throw new IgnorableError(`namespace ${name} still has content`)
      const finalizers = (namespace.spec.finalizers ?? []).filter((f) => f !== FINALIZER)
      await client.update({ ...namespace, spec: { ...namespace.spec, finalizers } }, 'finalize')
    },
  })
