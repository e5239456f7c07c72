import type { RequestContext } from '../../apimachinery/context.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { updateManagedFields } from '../../apimachinery/managed-fields/update.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { withMetadata } from './metadata.ts'
import { type RegistryState, strategyOf, type WriteOptions } from './state.ts'

/** Records a write in managedFields. Both objects are in the stored form. */
export const withRecordedManagers = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  { form = state.form, subresource = '' }: WriteOptions & { readonly subresource?: string },
  object: T,
  live?: T,
): T => {
  const managedFields = updateManagedFields({
    schema: form.schema,
    live: live === undefined ? undefined : form.fromStorage(live),
    updated: form.fromStorage(object),
    manager: context.fieldManager,
    apiVersion: form.apiVersion,
    subresource,
    now: formatTime(context.clock.now()),
    resetFields: strategyOf(state, subresource).resetFields,
  })
  return withMetadata(object, { managedFields })
}
