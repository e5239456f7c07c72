/**
 * The annotation in which `kubectl apply` without `--server-side` keeps what it applied. An applier called `kubectl` takes
 * over what that annotation proves to be its own, and keeps it up to date. Source: managedfields/internal/lastapplied*.go.
 */
import { inByteOrderThroughout } from '../text/byte-order.ts'
import {
  isJsonObject,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
  stringifyJson,
} from '../text/json.ts'
import type { KubeObject, StringMap } from '../meta.ts'
import type { StructSchema } from '../schema/schema.ts'
import { compare } from './compare.ts'
import { difference, EMPTY_SET, type FieldSet } from './fieldset.ts'
import { toFieldSet } from './to-field-set.ts'
import { validationError } from './validate.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** of all annotations of an object, keys and values together */
const ANNOTATIONS_MAX_BYTES = 256 * 1024

/** The only manager to which these rules apply. */
export const KUBECTL = 'kubectl'

const annotation = ({ metadata }: KubeObject): string => {
  return metadata?.annotations?.[LAST_APPLIED] ?? ''
}

/** Whether an object was last applied by kubectl itself. */
export const hasLastApplied = (object: KubeObject): boolean => annotation(object) !== ''

const parsed = (text: string): JsonObject | undefined => {
  try {
    const { value } = parseJson(text)
    return isJsonObject(value) && typeof value.kind === 'string' ? value : undefined
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

/** The fields that the annotation has with the value that the live object has. Empty when it cannot be used. */
export const lastAppliedFields = (
  schema: StructSchema,
  live: KubeObject,
  apiVersion: string,
): FieldSet => {
  const applied = parsed(annotation(live))
  if (applied === undefined || applied.apiVersion !== apiVersion) return EMPTY_SET
  if (validationError(schema, applied) !== undefined) return EMPTY_SET
  const { added, modified, removed } = compare(schema, applied, live)
  return [modified, added, removed].reduce(difference, toFieldSet(schema, applied))
}

/** The annotation for a configuration: all of it but the annotation itself, keys sorted. */
const lastAppliedText = (config: KubeObject): string => {
  const { [LAST_APPLIED]: _, ...annotations } = config.metadata?.annotations ?? {}
  const metadata = { ...config.metadata, annotations }
  const others = config.metadata?.annotations ? { ...config, metadata } : config
  return `${stringifyJson(inByteOrderThroughout(others))}\n`
}

const bytesOf = (annotations: StringMap): number =>
  Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  )

/** The object with its annotation renewed from a configuration, or without it when it would not fit. */
export const withLastApplied = (object: KubeObject, config: KubeObject): KubeObject => {
  const text = lastAppliedText(config)
  if (annotation(object) === text) return object
  const annotations: StringMap = Object.assign(Object.create(null), object.metadata.annotations)
  annotations[LAST_APPLIED] = text
  if (bytesOf(annotations) > ANNOTATIONS_MAX_BYTES) delete annotations[LAST_APPLIED]
  return { ...object, metadata: { ...object.metadata, annotations } }
}
