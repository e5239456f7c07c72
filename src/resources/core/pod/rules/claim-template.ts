/** Claims that are made for a pod and go with it (`validateEphemeralVolumeSource` of `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../../api/append.ts'
import {
  forbidden,
  invalid,
  JsonValue,
  notSupported,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { validateLabels, validateLabelSelector } from '../../../../api/label-selector.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../../../api/names.ts'
import { nanosOf } from '../../../../api/quantity.ts'
import type { ObjectMeta } from '../../../../api/meta.ts'
import type { ClaimSpec, ClaimTemplate, DataSource } from '../../../../api/kinds/volumes.ts'
import { validateAnnotations } from '../../../../registry/object-meta-validation.ts'
import type { PodScope } from './scope.ts'
import { validateOptionalWord, validateRequired, validateText } from './words.ts'

/** The metadata of a claim that is yet to be made: labels and annotations, no more. */
const validateMetadata = (
  metadata: ObjectMeta,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const { annotations = {}, labels = {}, ...others } = metadata
  return [
    ...validateAnnotations(annotations, path.child('annotations'), release),
    ...validateLabels(labels, path.child('labels'), release),
    ...Object.keys(others)
      .filter((name) => others[name as keyof typeof others] !== null)
      .map((name) => forbidden(path.child(name === 'uid' ? 'uID' : name), 'cannot be set')),
  ]
}

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

const validateAccessModes = (modes: readonly string[], path: FieldPath): FieldError[] => {
  if (modes.length === 0) return [required(path, 'at least 1 access mode is required')]
  const known = modes.filter((mode) => MODES.includes(mode))
  const isShared = known.includes('ReadWriteOncePod') && known.some((m) => m !== 'ReadWriteOncePod')
  return [
    ...modes
      .filter((mode) => !MODES.includes(mode))
      .map((mode) => notSupported(path, new JsonValue(mode), MODES)),
    ...(isShared ? [forbidden(path, 'may not use ReadWriteOncePod with other access modes')] : []),
  ]
}

const validateDataSource = (source: DataSource, path: FieldPath): FieldError[] => {
  const { apiGroup = '', kind = '' } = source
  return [
    ...validateRequired(path, source, 'name', 'kind'),
    ...(apiGroup === ''
      ? kind === 'PersistentVolumeClaim'
        ? []
        : [
            invalid(
              path,
              kind,
              "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
            ),
          ]
      : validateText(path.child('apiGroup'), apiGroup, dns1123SubdomainErrors)),
  ]
}

const isSame = (one: DataSource, other: DataSource): boolean =>
  one.apiGroup === other.apiGroup && one.kind === other.kind && one.name === other.name

/** Two fields for one thing, the newer with a namespace. Go prints the path itself as the wrong value, and it shows nothing. */
const validateDataSources = (
  { dataSource: old, dataSourceRef: reference }: ClaimSpec,
  path: FieldPath,
): FieldError[] => {
  const errors = old ? validateDataSource(old, path.child('dataSource')) : []
  if (!reference) return errors
  const at = path.child('dataSourceRef')
  const { namespace = '' } = reference
  append(errors, validateDataSource(reference, at))
  if (namespace !== '') {
    append(errors, validateText(at.child('namespace'), namespace, dns1123LabelErrors))
    const text = 'may not be specified when dataSourceRef.namespace is specified'
    if (old) errors.push(invalid(path, new JsonValue({}), text))
  } else if (old && !isSame(old, reference)) {
    errors.push(invalid(path, new JsonValue({}), 'must match dataSourceRef'))
  }
  return errors
}

const validateStorage = (
  { resources: { requests = {} } = {} }: ClaimSpec,
  path: FieldPath,
): FieldError[] => {
  const at = path.child('resources').key('storage')
  const { storage } = requests
  if (storage === undefined) return [required(at)]
  return nanosOf(storage) > 0n ? [] : [invalid(at, storage, 'must be greater than zero')]
}

const validateClaimSpec = (spec: ClaimSpec, path: FieldPath, scope: PodScope): FieldError[] => {
  const { accessModes = [], selector, storageClassName = '', volumeMode } = spec
  const { volumeAttributesClassName = '' } = spec
  const className = (field: string, name: string): FieldError[] =>
    name === '' ? [] : validateText(path.child(field), name, dns1123SubdomainErrors)
  return [
    ...validateAccessModes(accessModes, path.child('accessModes')),
    ...(selector ? validateLabelSelector(selector, path.child('selector'), scope.release) : []),
    ...validateStorage(spec, path),
    ...className('storageClassName', storageClassName),
    ...validateOptionalWord(path.child('volumeMode'), volumeMode, ['Block', 'Filesystem']),
    ...validateDataSources(spec, path),
    ...className('volumeAttributesClassName', volumeAttributesClassName),
  ]
}

export const validateClaimTemplate = (
  { metadata = {}, spec = {} }: ClaimTemplate,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...validateMetadata(metadata, path.child('metadata'), scope),
  ...validateClaimSpec(spec, path.child('spec'), scope),
]
