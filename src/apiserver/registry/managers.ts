import type { RequestContext } from '../../apimachinery/context.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { updateManagedFields } from '../../apimachinery/managed-fields/update.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { VersionForm } from './form.ts'
import { withMetadata } from './metadata.ts'

interface RecordedWrite<T extends KubeObject> {
  readonly live: T | undefined
  readonly object: T
  readonly form: VersionForm
  readonly subresource: string
  readonly resetFields: readonly (readonly string[])[]
}

/** Records a write in managedFields. Both objects are in the stored form. */
export const withRecordedManagers = <T extends KubeObject>(
  context: RequestContext,
  { live, object, form, subresource, resetFields }: RecordedWrite<T>,
): T => {
  const managedFields = updateManagedFields({
    schema: form.schema,
    live: live === undefined ? undefined : form.fromStorage(live),
    updated: form.fromStorage(object),
    manager: context.fieldManager,
    apiVersion: form.apiVersion,
    subresource,
    now: formatTime(context.clock.now()),
    resetFields,
  })
  return withMetadata(object, { managedFields })
}
