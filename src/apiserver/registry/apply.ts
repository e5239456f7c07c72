/** Server-side apply (`k8s.io/apimachinery/pkg/util/managedfields/`). */
import { formatTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import { DecodeError, decodeObject } from '../../apimachinery/schema/decode.ts'
import { applyPatch, kindText, objectText } from '../../apimachinery/managed-fields/apply.ts'
import { conversionError } from '../../apimachinery/patch/conversion-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Steps } from '../../apimachinery/turns.ts'
import { conflict, plainError } from '../../apimachinery/status.ts'
import { withNamespace } from './create.ts'
import { checkName } from './keys.ts'
import type { VersionForm } from './form.ts'
import { type RegistryState, strategyOf, type WriteOptions, type WriteResult } from './state.ts'
import { updateObject } from './update.ts'

export interface ApplyRequest extends Omit<WriteOptions, 'isApply'> {
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** Called at the start of each merge: returns the parsed configuration, or throws a 400. */
  config(): KubeObject
  /** take over fields of other managers instead of failing */
  readonly force: boolean
  /** called after each merge; may throw */
  afterMerge?(): void
}

/**
 * Applies a configuration as `context.fieldManager`; creates a missing object. Resolves once the
 * write is durable. Rejects with StatusErrors.
 */
export const applyObject = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: ApplyRequest,
): Promise<WriteResult<T>> => {
  const { resource, groupResource } = state
  const { namespace, name, subresource, force } = request
  const { form = state.form } = request
  function* merge(current: T | undefined): Steps<T> {
    const config = request.config()
    yield
    const object = yield* applyPatch({
      schema: form.schema,
      live: current === undefined ? undefined : form.fromStorage(current),
      config,
      manager: context.fieldManager,
      force,
      apiVersion: form.apiVersion,
      subresource,
      now: formatTime(context.clock.now()),
      resetFields: strategyOf(state, subresource).resetFields,
    })
    request.afterMerge?.()
    yield
    const merged = {
      ...decoded(form, object, config),
      kind: resource.kind,
      apiVersion: form.apiVersion,
    }
    const { uid } = merged.metadata
    if (current === undefined && uid !== undefined) {
      throw conflict(
        groupResource,
        name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      )
    }
    const placed = withNamespace(state, form.toStorage(merged) as T, namespace)
    checkName(placed, name)
    return resource.strategy.applyDefaults(placed)
  }
  return updateObject(state, context, { ...request, change: merge, isApply: true })
}

/**
 * Decodes a merged object. The JSON types fit the schema, but times and base64 may be invalid.
 * Source: `Apply`, managedfields/internal/structuredmerge.go.
 */
const decoded = ({ schema }: VersionForm, object: KubeObject, config: KubeObject): KubeObject => {
  try {
    return decodeObject(schema, object).object
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const why = conversionError(schema, object) ?? error.message
    throw plainError(
      `failed to convert new object (${objectText(config)}) to proper version: ` +
        `unable to convert unstructured object to ${kindText(config)}: ${why}`,
    )
  }
}
