/** Validates metadata (`k8s.io/apimachinery/pkg/api/validation`). */
import { areTooLong } from '../../apimachinery/annotations.ts'
import {
  FieldPath,
  JsonValue,
  forbidden,
  invalid,
  notSupportedInOrder,
  required,
  tooLong,
  tooLongErrors,
  type FieldError,
  invalidEach,
} from '../../apimachinery/field.ts'
import { validateLabels } from '../../apimachinery/label-selector-spec.ts'
import type {
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  StringMap,
} from '../../apimachinery/meta.ts'
import { dns1123LabelErrors, qualifiedNameErrors } from '../../apimachinery/names.ts'
import {
  validateFinalizers,
  validateKnownFinalizers,
  validateNoNewFinalizers,
} from './finalizer-validation.ts'
import { fieldManagerErrors } from './options-validation.ts'
import { validateOwnerReferences } from './owner-validation.ts'
import type { Strategy } from './strategy.ts'
import type { Release, ReleaseFeatures } from '../../apimachinery/release/release.ts'

const PATH = FieldPath.of('metadata')

const ANNOTATIONS_MAX_BYTES = 262_144
const SUBRESOURCE_MAX_BYTES = 256

/** Rules for names and finalizers, which differ between kinds. */
export type MetadataRules<T extends KubeObject> = Pick<
  Strategy<T>,
  'nameErrors' | 'knownFinalizers'
>

export const validateObjectMeta = <T extends KubeObject>(
  object: T,
  namespaced: boolean,
  { nameErrors, knownFinalizers }: MetadataRules<T>,
  release: Release,
): FieldError[] => {
  const { metadata } = object
  const { name = '', generateName = '', generation = 0, finalizers = [] } = metadata
  const [namePath, prefixPath] = [PATH.child('name'), PATH.child('generateName')]
  return [
    ...(generateName === ''
      ? []
      : invalidEach(prefixPath, generateName, nameErrors(generateName, true, object, release))),
    ...(name === ''
      ? [required(namePath, 'name or generateName is required')]
      : invalidEach(namePath, name, nameErrors(name, false, object, release))),
    ...validateNamespace(metadata.namespace ?? '', namespaced),
    ...validateGeneration(generation),
    ...validateMutableFields(metadata, release),
    ...validateFinalizers(finalizers, release),
    ...validateManagedFields(metadata.managedFields ?? [], release),
    ...(knownFinalizers ? validateKnownFinalizers(finalizers) : []),
  ]
}

export const validateObjectMetaUpdate = (
  metadata: ObjectMeta,
  old: ObjectMeta,
  release: ReleaseFeatures,
): FieldError[] => {
  const { generation = 0, finalizers = [], managedFields = [] } = metadata
  return [
    ...(old.deletionTimestamp === undefined
      ? []
      : validateNoNewFinalizers(finalizers, old.finalizers ?? [])),
    ...(release.has('IndexedOwnerReferences') ? validateGeneration(generation) : []),
    ...(generation < (old.generation ?? 0)
      ? [invalid(PATH.child('generation'), generation, 'must not be decremented')]
      : []),
    ...IMMUTABLE_FIELDS.filter((field) => metadata[field] !== old[field]).map((field) =>
      invalid(PATH.child(field), metadata[field], 'field is immutable'),
    ),
    ...validateMutableFields(metadata, release),
    ...validateManagedFields(managedFields, release),
  ]
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const satisfies readonly (keyof ObjectMeta)[]

const validateMutableFields = (
  { labels, annotations, ownerReferences = [] }: ObjectMeta,
  release: ReleaseFeatures,
): FieldError[] => [
  ...(labels === undefined ? [] : validateLabels(labels, PATH.child('labels'), release)),
  ...(annotations === undefined
    ? []
    : validateAnnotations(annotations, PATH.child('annotations'), release)),
  ...validateOwnerReferences(ownerReferences, release),
]

const validateGeneration = (generation: number): FieldError[] =>
  generation < 0
    ? [invalid(PATH.child('generation'), generation, 'must be greater than or equal to 0')]
    : []

const validateNamespace = (namespace: string, namespaced: boolean): FieldError[] => {
  const path = PATH.child('namespace')
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')]
  if (namespace === '') return [required(path)]
  return invalidEach(path, namespace, dns1123LabelErrors(namespace))
}

/** Keys may have upper case letters. */
const validateAnnotations = (
  annotations: StringMap,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => [
  ...Object.keys(annotations).flatMap((key) =>
    invalidEach(path, key, qualifiedNameErrors(key.toLowerCase(), release)),
  ),
  ...(areTooLong(annotations) ? [tooLong(path, ANNOTATIONS_MAX_BYTES)] : []),
]

const OPERATIONS = ['Apply', 'Update']

const operationErrors = (
  operation: string,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  if (OPERATIONS.includes(operation)) return []
  if (!release.has('IndexedOwnerReferences')) {
    return [invalid(path, new JsonValue(operation), 'must be `Apply` or `Update`')]
  }
  return [
    operation === ''
      ? required(path, 'must not be empty')
      : notSupportedInOrder(path, operation, OPERATIONS),
  ]
}

const validateManagedFields = (
  entries: readonly ManagedFieldsEntry[],
  release: ReleaseFeatures,
): FieldError[] =>
  entries.flatMap(({ manager = '', operation = '', fieldsType = '', subresource = '' }, i) => {
    const path = PATH.child('managedFields').index(i)
    const errors = operationErrors(operation, path.child('operation'), release)
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid(path.child('fieldsType'), fieldsType, 'must be `FieldsV1`'))
    }
    return [
      ...errors,
      ...fieldManagerErrors(manager, path.child('manager')),
      ...tooLongErrors(path.child('subresource'), subresource, SUBRESOURCE_MAX_BYTES),
    ]
  })
