/**
 * Empties terminating namespaces, reports what remains, then releases them
 * (`pkg/controller/namespace`).
 */
import { formatTime } from '../apimachinery/clock.ts'
import type { Namespace } from '../apis/core.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { Controller } from './controller.ts'
import { IgnorableError } from './errors.ts'
import type { NamespaceContent, NamespaceContents } from './namespace-content.ts'
import { objectController } from './object-controller.ts'
import type { BackOff } from './queue.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { deletionConditions, type RemainingContent } from './namespace-conditions.ts'

interface NamespaceOptions extends ResourceDependencies<Namespace> {
  readonly contents: () => NamespaceContents | Promise<NamespaceContents>
}

const FINALIZER = 'kubernetes'

/** `maxMs`: the real controller's delay while finalizers hold content */
const BACK_OFF: BackOff = { baseMs: 200, maxMs: 8000 }

const isPods = ({ group, resource }: NamespaceContent): boolean =>
  group === '' && resource === 'pods'

/** Deletes other objects only once all pods are gone: pods may need them while shutting down. */
const empty = async (
  { contents, failures: undiscovered = new Map() }: NamespaceContents,
  namespace: string,
): Promise<RemainingContent> => {
  const resources = new Map<string, number>()
  const finalizers = new Map<string, number>()
  const failures: string[] = []
  const remove = async (content: NamespaceContent): Promise<void> => {
    const { group, resource } = content
    const failed = (error: unknown): [] => {
      if (!(error instanceof StatusError)) throw error
      failures.push(error.message)
      return []
    }
    await content.deleteAll(namespace).catch(failed)
    const left = await Promise.resolve(content.left(namespace)).catch(failed)
    if (left.length === 0) return
    resources.set(`${resource}.${group}`, left.length)
    for (const { metadata } of left) {
      for (const one of metadata.finalizers ?? [])
        finalizers.set(one, (finalizers.get(one) ?? 0) + 1)
    }
  }
  for (const content of contents.filter(isPods)) await remove(content)
  if (resources.size === 0) {
    for (const content of contents) if (!isPods(content)) await remove(content)
  }
  return { resources, finalizers, failures, undiscovered }
}

export const namespaceController = ({
  client,
  contents,
  clock,
  log,
}: NamespaceOptions): Controller =>
  objectController<Namespace>({
    name: 'namespace-controller',
    client,
    clock,
    log,
    workers: 5,
    backOff: BACK_OFF,
    wants: ({ metadata, spec }) =>
      metadata.deletionTimestamp !== undefined && (spec.finalizers ?? []).includes(FINALIZER),
    reconcile: async (found) => {
      const { name = '' } = found.metadata
      const remains = await empty(await contents(), name)
      const { conditions: before = [] } = found.status
      const conditions = deletionConditions(before, remains, formatTime(clock.now()))
      const namespace =
        conditions === before
          ? found
          : await client.update(
              { ...found, status: { ...found.status, conditions: [...conditions] } },
              'status',
            )
      const [failure] = [...remains.undiscovered.values(), ...remains.failures]
      if (failure !== undefined) throw new Error(`namespace ${name}: ${failure}`)
      if (remains.resources.size > 0) {
        throw new IgnorableError(`namespace ${name} still has content`)
      }
      const finalizers = (namespace.spec.finalizers ?? []).filter((f) => f !== FINALIZER)
      await client.update({ ...namespace, spec: { ...namespace.spec, finalizers } }, 'finalize')
    },
  })
