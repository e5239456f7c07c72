/** Environment variables (`ValidateEnv` and `ValidateEnvFrom` of `pkg/apis/core/validation`, 1.36). */
import { invalid, notFoundValue, type FieldError, type FieldPath } from '../../../../api/field.ts'
import {
  configKeyErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  environmentNameErrors,
  subdomainName,
} from '../../../../api/names.ts'
import type {
  Container,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  KeySelector,
} from '../../../../api/kinds/containers.ts'
import type { Volume } from '../../../../api/kinds/volumes.ts'
import { validateFieldReference, validateResourceReference } from './field-references.ts'
import { validateNoBacksteps } from './paths.ts'
import type { PodScope } from './scope.ts'
import { validateRequiredText, validateText } from './words.ts'

/** Fields that a variable may have for its value. */
const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

const validateKey = ({ name = '', key }: KeySelector, path: FieldPath): FieldError[] => [
  ...validateText(path.child('name'), name, dns1123SubdomainErrors),
  ...validateRequiredText(path.child('key'), key, configKeyErrors),
]

const validateFileKey = (
  { key, volumeName, path: file = '' }: NonNullable<EnvVarSource['fileKeyRef']>,
  path: FieldPath,
): FieldError[] => [
  ...validateRequiredText(path.child('key'), key, environmentNameErrors),
  ...validateRequiredText(path.child('volumeName'), volumeName, dns1123LabelErrors),
  ...validateRequiredText(path.child('path'), file, () => []),
  ...validateNoBacksteps(path.child('path'), file),
]

const SOURCES = [
  'fieldRef',
  'resourceFieldRef',
  'configMapKeyRef',
  'secretKeyRef',
  'fileKeyRef',
] as const

/** The sources that there are in a release, as an error lists them. */
const sourcesText = ({ release }: PodScope): string => {
  const known = SOURCES.filter((name) => name !== 'fileKeyRef' || release.has('EnvFiles'))
  const names = known.map((name) => `\`${name}\``)
  return `must specify one of: ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

const validateValueFrom = (
  source: EnvVarSource,
  value: string,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source
  const count = SOURCES.filter((name) => source[name] !== undefined).length
  const wrong = (text: string): FieldError[] => [invalid(path, '', text)]
  return [
    ...(fieldRef ? validateFieldReference(fieldRef, FIELDS, path.child('fieldRef'), scope) : []),
    ...(resourceFieldRef
      ? validateResourceReference(resourceFieldRef, path.child('resourceFieldRef'), false)
      : []),
    ...(configMapKeyRef ? validateKey(configMapKeyRef, path.child('configMapKeyRef')) : []),
    ...(secretKeyRef ? validateKey(secretKeyRef, path.child('secretKeyRef')) : []),
    ...(fileKeyRef ? validateFileKey(fileKeyRef, path.child('fileKeyRef')) : []),
    ...(count === 0
      ? wrong(sourcesText(scope))
      : value !== ''
        ? wrong('may not be specified when `value` is not empty')
        : count > 1
          ? wrong('may not have more than one field specified at a time')
          : []),
  ]
}

export const validateVariables = (
  variables: readonly EnvVar[],
  path: FieldPath,
  scope: PodScope,
): FieldError[] =>
  variables.flatMap(({ name, value = '', valueFrom }, i) => [
    ...validateRequiredText(path.index(i).child('name'), name, environmentNameErrors),
    ...(valueFrom
      ? validateValueFrom(valueFrom, value, path.index(i).child('valueFrom'), scope)
      : []),
  ])

const objectNameErrors = (name: string): string[] => subdomainName(name, true)

/** All of an object's keys as variables. Whether there is one source is told of all at once. */
export const validateVariableSources = (
  sources: readonly EnvFromSource[],
  path: FieldPath,
): FieldError[] =>
  sources.flatMap(({ prefix = '', configMapRef, secretRef }, i) => {
    const at = path.index(i)
    const name = (field: string, of: { readonly name?: string } | undefined): FieldError[] =>
      of ? validateRequiredText(at.child(field, 'name'), of.name, objectNameErrors) : []
    return [
      ...(prefix === '' ? [] : validateText(at.child('prefix'), prefix, environmentNameErrors)),
      ...name('configMapRef', configMapRef),
      ...name('secretRef', secretRef),
      ...(configMapRef === undefined && secretRef === undefined
        ? [invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')]
        : []),
      ...(configMapRef && secretRef
        ? [invalid(path, '', 'may not have more than one field specified at a time')]
        : []),
    ]
  })

/** Variables in files stand in volumes that begin empty. */
export const validateFileVolumes = (
  { env = [] }: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: FieldPath,
): FieldError[] =>
  env.flatMap(({ valueFrom }, i) => {
    if (!valueFrom?.fileKeyRef) return []
    const { volumeName = '' } = valueFrom.fileKeyRef
    const at = path.child('env').index(i).child('valueFrom', 'fileKeyRef', 'volumeName')
    const volume = volumes.get(volumeName)
    if (volume === undefined) return [notFoundValue(at, volumeName)]
    return volume.emptyDir
      ? []
      : [invalid(at, volumeName, 'referenced volume must be of type emptyDir')]
  })
