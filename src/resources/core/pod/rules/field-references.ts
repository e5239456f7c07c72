/** Fields of a pod and resources of its containers, of which files and variables are made (`pkg/apis/core/validation`, 1.36). */
import {
  invalid,
  notSupported,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { qualifiedNameErrors } from '../../../../api/names.ts'
import { nanosOf } from '../../../../api/quantity.ts'
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../../../api/kinds/volumes.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

/** All fields that can be asked for, some of them nowhere (`ConvertDownwardAPIFieldLabel` of `pkg/apis/core/pods`). */
const KNOWN = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
])

/** The two parts of `metadata.labels['key']`; undefined for what has no key. */
const subscripted = (fieldPath: string): { field: string; key: string } | undefined => {
  const at = fieldPath.indexOf("['")
  if (at <= 0 || !fieldPath.endsWith("']") || fieldPath.length < at + 4) return undefined
  return { field: fieldPath.slice(0, at), key: fieldPath.slice(at + 2, -2) }
}

const validateField = (
  fieldPath: string,
  fields: readonly string[],
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const unconverted = (text: string): FieldError[] => [
    invalid(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${text}`),
  ]
  const part = subscripted(fieldPath)
  if (part?.field === 'metadata.annotations' || part?.field === 'metadata.labels') {
    const key = part.field === 'metadata.annotations' ? part.key.toLowerCase() : part.key
    return validateText(path, key, (text) => qualifiedNameErrors(text, release))
  }
  if (part) return unconverted(`field label does not support subscript: ${fieldPath}`)
  const known = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath
  if (!KNOWN.has(known)) return unconverted(`field label not supported: ${fieldPath}`)
  return fields.includes(known) ? [] : [notSupported(path.child('fieldPath'), known, fields)]
}

/** `fields`: those that may be shown whole here. */
export const validateFieldReference = (
  { apiVersion = '', fieldPath = '' }: ObjectFieldSelector,
  fields: readonly string[],
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  if (apiVersion === '') return [required(path.child('apiVersion'))]
  if (fieldPath === '') return [required(path.child('fieldPath'))]
  if (apiVersion !== 'v1') {
    const text = `error converting fieldPath: unsupported pod version: ${apiVersion}`
    return [invalid(path.child('fieldPath'), fieldPath, text)]
  }
  return validateField(fieldPath, fields, path, scope)
}

const RESOURCES = ['limits', 'requests'].flatMap((kind) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${kind}.${name}`),
)
const HUGE_PAGES = /^(?:requests|limits)\.hugepages-/
const CPU_DIVISORS = ['1m', '1']
const SIZES = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'.split(', ')

/** What a resource may be divided by: which numbers, and what the resource is called. */
const divisorsOf = (
  resource: string,
): [supported: readonly string[], called: string] | undefined => {
  if (HUGE_PAGES.test(resource)) return [SIZES, 'hugepages']
  const name = RESOURCES.includes(resource) ? resource.slice(resource.indexOf('.') + 1) : ''
  if (name === 'cpu') return [CPU_DIVISORS, 'cpu']
  if (name === 'memory') return [SIZES, 'memory']
  return name === '' ? undefined : [SIZES, 'local ephemeral storage']
}

const validateDivisor = (resource: string, divisor: string, path: FieldPath): FieldError[] => {
  const [supported, called] = divisorsOf(resource) ?? []
  if (supported === undefined || nanosOf(divisor) === 0n || supported.includes(divisor)) return []
  const values = called === 'cpu' ? '1m and 1' : SIZES.join(', ')
  const text = `only divisor's values ${values} are supported with the ${called} resource`
  return [invalid(path.child('divisor'), resource, text)]
}

/** `inFile`: a file has to say which container it means, a variable is in one. */
export const validateResourceReference = (
  { containerName = '', resource = '', divisor = '0' }: ResourceFieldSelector,
  path: FieldPath,
  inFile: boolean,
): FieldError[] => {
  const errors: FieldError[] = []
  if (inFile && containerName === '') errors.push(required(path.child('containerName')))
  else if (resource === '') errors.push(required(path.child('resource')))
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource)) {
    errors.push(notSupported(path.child('resource'), resource, RESOURCES))
  }
  return [...errors, ...validateDivisor(resource, divisor, path)]
}
