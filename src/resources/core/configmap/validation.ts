import { append } from '../../../apimachinery/append.ts'
import type { ConfigMap } from '../../../apis/core.ts'
import {
  FieldPath,
  invalid,
  tooLong,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import { configKeyErrors } from '../../../apimachinery/names.ts'
import { validateImmutableData } from '../immutable-data.ts'

const MAX_BYTES = 1_048_576

/** `pkg/apis/core/validation.ValidateConfigMap` */
export const validateConfigMap = ({ data = {}, binaryData = {} }: ConfigMap): FieldError[] => {
  const errors: FieldError[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(data)) {
    const path = FieldPath.of('data').key(key)
    append(errors, invalidEach(path, key, configKeyErrors(key)))
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalid(path, key, 'duplicate of key present in binaryData'))
    }
    bytes += Buffer.byteLength(value)
  }
  for (const [key, value] of Object.entries(binaryData)) {
    const path = FieldPath.of('binaryData').key(key)
    append(errors, invalidEach(path, key, configKeyErrors(key)))
    bytes += Buffer.byteLength(value, 'base64')
  }
  // Go shows a path with an empty name as []
  if (bytes > MAX_BYTES) errors.push(tooLong(FieldPath.of('[]'), MAX_BYTES))
  return errors
}

export const validateConfigMapUpdate = (map: ConfigMap, old: ConfigMap): FieldError[] => [
  ...validateImmutableData(map, old, ['data', 'binaryData']),
  ...validateConfigMap(map),
]
