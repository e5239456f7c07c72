/**
 * What is wrong with an object's metadata, as `k8s.io/apimachinery/pkg/api/validation` finds and words it. A rejected create
 * reports each problem once; a rejected update reports it up to four times in its causes, because the generic layer and the
 * kind's own validation each check the metadata as such and its change.
 */
import {
  FieldPath,
  JsonValue,
  forbidden,
  invalid,
  required,
  tooLong,
  type FieldError,
} from '../api/field.ts'
import { validateLabels } from '../api/label-selector.ts'
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference, StringMap } from '../api/meta.ts'
import { parseApiVersion } from '../api/meta.ts'
import { dns1123LabelErrors, qualifiedNameErrors, type NameRule } from '../api/names.ts'
import { goQuote } from '../api/text/quote.ts'
import { fieldManagerErrors } from './options-validation.ts'

const PATH = FieldPath.of('metadata')

const ANNOTATIONS_MAX_BYTES = 262_144
const SUBRESOURCE_MAX_BYTES = 256

/** Finalizers that need no domain in their name. */
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

export interface ObjectMetaRules {
  readonly namespaced: boolean
  readonly nameErrors: NameRule
  /** finalizers must be standard ones or have a domain: what built-in kinds add to the generic check */
  readonly knownFinalizers: boolean
}

/** All that is wrong with the metadata of an object, new or changed; its name is already generated. */
export const validateObjectMeta = (
  metadata: ObjectMeta,
  { namespaced, nameErrors, knownFinalizers }: ObjectMetaRules,
): FieldError[] => {
  const { name = '', generateName = '', generation = 0, finalizers = [] } = metadata
  const errors: FieldError[] = []
  if (generateName !== '') {
    for (const text of nameErrors(generateName, true)) {
      errors.push(invalid(PATH.child('generateName'), generateName, text))
    }
  }
  if (name === '') {
    errors.push(required(PATH.child('name'), 'name or generateName is required'))
  } else {
    for (const text of nameErrors(name, false)) errors.push(invalid(PATH.child('name'), name, text))
  }
  errors.push(...validateNamespace(metadata.namespace ?? '', namespaced))
  if (generation < 0) {
    errors.push(invalid(PATH.child('generation'), generation, 'must be greater than or equal to 0'))
  }
  errors.push(...validateMutableFields(metadata))
  errors.push(...validateFinalizers(finalizers))
  errors.push(...validateManagedFields(metadata.managedFields ?? []))
  if (knownFinalizers) errors.push(...validateKnownFinalizers(finalizers))
  return errors
}

/**
 * All that is wrong with the change from `old`. That the resourceVersion is given is not checked here: by now the registry
 * has either compared it or let it be empty.
 */
export const validateObjectMetaUpdate = (metadata: ObjectMeta, old: ObjectMeta): FieldError[] => {
  const errors: FieldError[] = []
  if (old.deletionTimestamp !== undefined) {
    errors.push(...validateNoNewFinalizers(metadata.finalizers ?? [], old.finalizers ?? []))
  }
  const generation = metadata.generation ?? 0
  if (generation < (old.generation ?? 0)) {
    errors.push(invalid(PATH.child('generation'), generation, 'must not be decremented'))
  }
  for (const field of IMMUTABLE_FIELDS) {
    if (metadata[field] !== old[field]) {
      errors.push(invalid(PATH.child(field), metadata[field], 'field is immutable'))
    }
  }
  errors.push(...validateMutableFields(metadata))
  errors.push(...validateManagedFields(metadata.managedFields ?? []))
  return errors
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const satisfies readonly (keyof ObjectMeta)[]

const validateMutableFields = ({
  labels,
  annotations,
  ownerReferences = [],
}: ObjectMeta): FieldError[] => [
  ...(labels === undefined ? [] : validateLabels(labels, PATH.child('labels'))),
  ...(annotations === undefined ? [] : validateAnnotations(annotations, PATH.child('annotations'))),
  ...validateOwnerReferences(ownerReferences),
]

const validateNamespace = (namespace: string, namespaced: boolean): FieldError[] => {
  const path = PATH.child('namespace')
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')]
  if (namespace === '') return [required(path)]
  return dns1123LabelErrors(namespace).map((text) => invalid(path, namespace, text))
}

/** Keys are label keys in any case; keys and values together have a limit. */
export const validateAnnotations = (annotations: StringMap, path: FieldPath): FieldError[] => {
  const errors: FieldError[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    for (const text of qualifiedNameErrors(key.toLowerCase())) errors.push(invalid(path, key, text))
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  }
  if (bytes > ANNOTATIONS_MAX_BYTES) errors.push(tooLong(path, ANNOTATIONS_MAX_BYTES))
  return errors
}

/** The paths of the errors lack the index of the reference: the real server's do, too. */
const validateOwnerReferences = (references: readonly OwnerReference[]): FieldError[] => {
  const path = PATH.child('ownerReferences')
  const errors: FieldError[] = []
  let controller: string | undefined
  for (const reference of references) {
    const { apiVersion, kind, name, uid } = reference
    const { group, version } = parseApiVersion(apiVersion)
    // what is no apiVersion has no version either
    if (version === '' || version.includes('/')) {
      errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'))
    }
    for (const [field, value] of Object.entries({ kind, name, uid })) {
      if (value === '') errors.push(invalid(path.child(field), value, 'must not be empty'))
    }
    if (group === '' && version === 'v1' && kind === 'Event') {
      errors.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'))
    }
    if (reference.controller !== true) continue
    const shown = `${kind}/${name}`
    if (controller === undefined) controller = shown
    else {
      errors.push(
        invalid(
          path,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${shown}`,
        ),
      )
    }
  }
  return errors
}

const validateFinalizers = (finalizers: readonly string[]): FieldError[] => {
  const path = PATH.child('finalizers')
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameErrors(finalizer).map((text) => invalid(path, finalizer, text)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    )
  }
  return errors
}

/** What is wrong with a finalizer of a built-in kind besides being no qualified name: it lacks a domain. */
const unknownFinalizerErrors = (finalizer: string): string[] =>
  finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
    ? []
    : ['name is neither a standard finalizer name nor is it fully qualified']

/** All that is wrong with the name of a finalizer; a namespace has some of its own, outside its metadata. */
export const finalizerErrors = (finalizer: string): string[] => [
  ...qualifiedNameErrors(finalizer),
  ...unknownFinalizerErrors(finalizer),
]

/** What built-in kinds say of finalizers besides, of an object as such and of its change (pkg/apis/core/validation/validation.go). */
export const validateKnownFinalizers = (finalizers: readonly string[]): FieldError[] =>
  finalizers.flatMap((finalizer, i) =>
    unknownFinalizerErrors(finalizer).map((text) =>
      invalid(PATH.child('finalizers').index(i), finalizer, text),
    ),
  )

const validateNoNewFinalizers = (
  finalizers: readonly string[],
  old: readonly string[],
): FieldError[] => {
  const added = [...new Set(finalizers)].filter((finalizer) => !old.includes(finalizer)).sort()
  if (added.length === 0) return []
  return [
    forbidden(
      PATH.child('finalizers'),
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(goQuote).join(', ')}}`,
    ),
  ]
}

const validateManagedFields = (entries: readonly ManagedFieldsEntry[]): FieldError[] =>
  entries.flatMap(({ manager = '', operation, fieldsType = '', subresource = '' }, i) => {
    const path = PATH.child('managedFields').index(i)
    const errors: FieldError[] = []
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(
        invalid(
          path.child('operation'),
          new JsonValue(operation ?? ''),
          'must be `Apply` or `Update`',
        ),
      )
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid(path.child('fieldsType'), fieldsType, 'must be `FieldsV1`'))
    }
    errors.push(...fieldManagerErrors(manager, path.child('manager')))
    if (Buffer.byteLength(subresource) > SUBRESOURCE_MAX_BYTES) {
      errors.push(tooLong(path.child('subresource'), SUBRESOURCE_MAX_BYTES))
    }
    return errors
  })
