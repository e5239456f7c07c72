/** Volumes whose files are keys of secrets and config maps, or fields of the pod (`pkg/apis/core/validation`, 1.36). */
import { invalid, required, type FieldError, type FieldPath } from '../../../../api/field.ts'
import type { DownwardFile, KeyToPath, VolumeSource } from '../../../../api/kinds/volumes.ts'
import { validateFieldReference, validateResourceReference } from './field-references.ts'
import { validateUnreservedPath } from './paths.ts'
import type { PodScope } from './scope.ts'
import { validateMode, validateRequired } from './words.ts'

export const validateKeyToPath = (item: KeyToPath, path: FieldPath): FieldError[] => [
  ...validateRequired(path, item, 'key', 'path'),
  ...validateUnreservedPath(path.child('path'), item.path ?? ''),
  ...validateMode(path.child('mode'), item.mode),
]

const validateItems = (
  { items = [], defaultMode }: { readonly items?: KeyToPath[]; readonly defaultMode?: number },
  path: FieldPath,
): FieldError[] => [
  ...validateMode(path.child('defaultMode'), defaultMode),
  ...items.flatMap((item, i) => validateKeyToPath(item, path.child('items').index(i))),
]

export const validateSecretVolume = (
  source: NonNullable<VolumeSource['secret']>,
  path: FieldPath,
): FieldError[] => [...validateRequired(path, source, 'secretName'), ...validateItems(source, path)]

export const validateConfigMapVolume = (
  source: NonNullable<VolumeSource['configMap']>,
  path: FieldPath,
): FieldError[] => [...validateRequired(path, source, 'name'), ...validateItems(source, path)]

/** Fields that a file may show whole. */
const FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]

const validateContent = (
  { fieldRef, resourceFieldRef }: DownwardFile,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  if (fieldRef) {
    const errors = validateFieldReference(fieldRef, FIELDS, path.child('fieldRef'), scope)
    const both = 'fieldRef and resourceFieldRef can not be specified simultaneously'
    return resourceFieldRef ? [...errors, invalid(path, 'resource', both)] : errors
  }
  if (resourceFieldRef) {
    return validateResourceReference(resourceFieldRef, path.child('resourceFieldRef'), true)
  }
  return [required(path, 'one of fieldRef and resourceFieldRef is required')]
}

/** `path` is that of the volume: the errors do not say which file they mean. */
export const validateDownwardFile = (
  file: DownwardFile,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...validateRequired(path, file, 'path'),
  ...validateUnreservedPath(path.child('path'), file.path ?? ''),
  ...validateContent(file, path, scope),
  ...validateMode(path.child('mode'), file.mode),
]

export const validateDownwardVolume = (
  { items = [], defaultMode }: NonNullable<VolumeSource['downwardAPI']>,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...validateMode(path.child('defaultMode'), defaultMode),
  ...items.flatMap((file) => validateDownwardFile(file, path, scope)),
]
