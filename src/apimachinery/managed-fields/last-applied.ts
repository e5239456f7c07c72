/**
 * An applier named `kubectl` takes over the fields in the annotation of client-side `kubectl
 * apply`, and updates the annotation. Source: managedfields/internal/lastapplied*.go.
 */
import { inByteOrderThroughout } from '../text/byte-order.ts'
import {
  isJsonObject,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
  stringifyJson,
} from '../text/json.ts'
import { type KubeObject, stringMap } from '../meta.ts'
import type { StructSchema } from '../schema/schema.ts'
import { areTooLong } from '../annotations.ts'
import { compare } from './compare.ts'
import { difference, EMPTY_SET, type FieldSet } from './fieldset.ts'
import { toFieldSet } from './to-field-set.ts'
import { validationError } from './validate.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

export const KUBECTL = 'kubectl'

const annotation = ({ metadata }: KubeObject): string => {
  return metadata?.annotations?.[LAST_APPLIED] ?? ''
}

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

/**
 * Returns the fields with equal values in the annotation and the live object; none if the
 * annotation is unusable.
 */
export const lastAppliedFields = (
  schema: StructSchema,
  live: KubeObject,
  apiVersion: string,
): FieldSet => {
  const applied = parsed(annotation(live))
  if (applied === undefined || applied.apiVersion !== apiVersion) return EMPTY_SET
  if (validationError(schema, applied) !== undefined) return EMPTY_SET
  const { changed, removed } = compare(schema, applied, live)
  return [changed, removed].reduce(difference, toFieldSet(schema, applied))
}

/** Encodes a configuration without the annotation. */
const lastAppliedText = (config: KubeObject): string => {
  const { [LAST_APPLIED]: _, ...annotations } = config.metadata?.annotations ?? {}
  const metadata = { ...config.metadata, annotations }
  const others = config.metadata?.annotations ? { ...config, metadata } : config
  return `${stringifyJson(inByteOrderThroughout(others))}\n`
}

/** Updates the annotation, or removes it if all annotations together would be too long. */
export const withLastApplied = (object: KubeObject, config: KubeObject): KubeObject => {
  const text = lastAppliedText(config)
  if (annotation(object) === text) return object
  const annotations = stringMap(object.metadata.annotations, { [LAST_APPLIED]: text })
  if (areTooLong(annotations)) delete annotations[LAST_APPLIED]
  return { ...object, metadata: { ...object.metadata, annotations } }
}
