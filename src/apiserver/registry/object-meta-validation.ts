/**
 * What is wrong with an object's metadata, as `k8s.io/apimachinery/pkg/api/validation` finds and words it. A rejected create
 * reports each problem once; a rejected update reports it up to four times in its causes, because the generic layer and the
 * kind's own validation each check the metadata as such and its change.
 */
import { append } from '../../apimachinery/append.ts'
import {
  FieldPath,
  JsonValue,
  forbidden,
  invalid,
  notSupportedInOrder,
  required,
  tooLong,
  type FieldError,
} from '../../apimachinery/field.ts'
import { validateLabels } from '../../apimachinery/label-selector.ts'
import type {
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
  StringMap,
} from '../../apimachinery/meta.ts'
import { parseApiVersion } from '../../apimachinery/meta.ts'
import { dns1123LabelErrors, qualifiedNameErrors, type NameRule } from '../../apimachinery/names.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { fieldManagerErrors } from './options-validation.ts'
import type { Release } from '../../apimachinery/release/release.ts'

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
  release: Pick<Release, 'has'>,
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
  append(errors, validateNamespace(metadata.namespace ?? '', namespaced))
  append(errors, validateGeneration(generation))
  append(errors, validateMutableFields(metadata, release))
  append(errors, validateFinalizers(finalizers, release))
  append(errors, validateManagedFields(metadata.managedFields ?? [], release))
  if (knownFinalizers) append(errors, validateKnownFinalizers(finalizers))
  return errors
}

/**
 * All that is wrong with the change from `old`. That the resourceVersion is given is not checked here: by now the registry
 * has either compared it or let it be empty.
 */
export const validateObjectMetaUpdate = (
  metadata: ObjectMeta,
  old: ObjectMeta,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const errors: FieldError[] = []
  if (old.deletionTimestamp !== undefined) {
    append(errors, validateNoNewFinalizers(metadata.finalizers ?? [], old.finalizers ?? []))
  }
  const generation = metadata.generation ?? 0
  if (release.has('IndexedOwnerReferences')) append(errors, validateGeneration(generation))
  if (generation < (old.generation ?? 0)) {
    errors.push(invalid(PATH.child('generation'), generation, 'must not be decremented'))
  }
  for (const field of IMMUTABLE_FIELDS) {
    if (metadata[field] !== old[field]) {
      errors.push(invalid(PATH.child(field), metadata[field], 'field is immutable'))
    }
  }
  append(errors, validateMutableFields(metadata, release))
  append(errors, validateManagedFields(metadata.managedFields ?? [], release))
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

const validateMutableFields = (
  { labels, annotations, ownerReferences = [] }: ObjectMeta,
  release: Pick<Release, 'has'>,
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
  return dns1123LabelErrors(namespace).map((text) => invalid(path, namespace, text))
}

/** Keys are label keys in any case; keys and values together have a limit. */
const validateAnnotations = (
  annotations: StringMap,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const errors: FieldError[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    for (const text of qualifiedNameErrors(key.toLowerCase(), release))
      errors.push(invalid(path, key, text))
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  }
  if (bytes > ANNOTATIONS_MAX_BYTES) errors.push(tooLong(path, ANNOTATIONS_MAX_BYTES))
  return errors
}

/** What one reference lacks, up to 1.36: its errors do not say which one it is. */
const validateUnindexedOwner = (
  { apiVersion, kind, name, uid }: OwnerReference,
  path: FieldPath,
): FieldError[] => {
  const { version } = parseApiVersion(apiVersion)
  // what is no apiVersion has no version either
  const isVersion = version !== '' && !version.includes('/')
  return [
    ...(isVersion
      ? []
      : [invalid(path.child('apiVersion'), apiVersion, 'version must not be empty')]),
    ...Object.entries({ kind, name, uid }).flatMap(([field, value]) =>
      value === '' ? [invalid(path.child(field), value, 'must not be empty')] : [],
    ),
  ]
}

/** What one reference lacks, since 1.37. */
const validateIndexedOwner = (
  { apiVersion, kind, name, uid }: OwnerReference,
  path: FieldPath,
): FieldError[] => {
  const { version } = parseApiVersion(apiVersion)
  const isVersion = apiVersion === '' || (version !== '' && !version.includes('/'))
  return [
    ...(isVersion
      ? []
      : [invalid(path.child('apiVersion'), apiVersion, 'must be <group>/<version> or <version>')]),
    ...Object.entries({ apiVersion, kind, name, uid }).flatMap(([field, value]) =>
      value === '' ? [required(path.child(field), 'must not be empty')] : [],
    ),
  ]
}

const validateOwnerReferences = (
  references: readonly OwnerReference[],
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const path = PATH.child('ownerReferences')
  const indexed = release.has('IndexedOwnerReferences')
  const errors: FieldError[] = []
  let controller: string | undefined
  for (const [i, reference] of references.entries()) {
    const { apiVersion, kind, name } = reference
    const { group, version } = parseApiVersion(apiVersion)
    const at = indexed ? path.index(i) : path
    append(errors, (indexed ? validateIndexedOwner : validateUnindexedOwner)(reference, at))
    if (group === '' && version === 'v1' && kind === 'Event') {
      errors.push(invalid(at, reference, '/v1, Kind=Event is disallowed from being an owner'))
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

const validateFinalizers = (
  finalizers: readonly string[],
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const path = PATH.child('finalizers')
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameErrors(finalizer, release).map((text) => invalid(path, finalizer, text)),
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
export const finalizerErrors = (finalizer: string, release: Pick<Release, 'has'>): string[] => [
  ...qualifiedNameErrors(finalizer, release),
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
  const before = new Set(old)
  const added = [...new Set(finalizers)].filter((finalizer) => !before.has(finalizer)).sort()
  if (added.length === 0) return []
  return [
    forbidden(
      PATH.child('finalizers'),
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(goQuote).join(', ')}}`,
    ),
  ]
}

const OPERATIONS = ['Apply', 'Update']

const operationErrors = (
  operation: string,
  path: FieldPath,
  release: Pick<Release, 'has'>,
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
  release: Pick<Release, 'has'>,
): FieldError[] =>
  entries.flatMap(({ manager = '', operation = '', fieldsType = '', subresource = '' }, i) => {
    const path = PATH.child('managedFields').index(i)
    const errors = operationErrors(operation, path.child('operation'), release)
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid(path.child('fieldsType'), fieldsType, 'must be `FieldsV1`'))
    }
    append(errors, fieldManagerErrors(manager, path.child('manager')))
    if (Buffer.byteLength(subresource) > SUBRESOURCE_MAX_BYTES) {
      errors.push(tooLong(path.child('subresource'), SUBRESOURCE_MAX_BYTES))
    }
    return errors
  })
