/** Volumes that storage of other makes serves, most of it long gone (`pkg/apis/core/validation`, 1.36). */
import {
  invalid,
  notSupportedInOrder,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { dns1123LabelErrors } from '../../../../api/names.ts'
import type { VolumeSource } from '../../../../api/kinds/volumes.ts'
import {
  validateOptionalWord,
  validateRequired,
  validateRequiredText,
  validateText,
} from './words.ts'

type Source<K extends keyof VolumeSource> = NonNullable<VolumeSource[K]>

const validatePartition = (path: FieldPath, partition = 0): FieldError[] =>
  partition < 0 || partition > 255
    ? [invalid(path.child('partition'), partition, 'must be between 1 and 255, inclusive')]
    : []

export const validateGceDisk = (
  source: Source<'gcePersistentDisk'>,
  path: FieldPath,
): FieldError[] => [
  ...validateRequired(path, source, 'pdName'),
  ...validatePartition(path, source.partition),
]

export const validateAwsDisk = (
  source: Source<'awsElasticBlockStore'>,
  path: FieldPath,
): FieldError[] => [
  ...validateRequired(path, source, 'volumeID'),
  ...validatePartition(path, source.partition),
]

export const validateNfs = (source: Source<'nfs'>, path: FieldPath): FieldError[] => [
  ...validateRequired(path, source, 'server', 'path'),
  ...(source.path?.startsWith('/')
    ? []
    : [invalid(path.child('path'), source.path ?? '', 'must be an absolute path')]),
]

export const validateFlocker = (
  { datasetName = '', datasetUUID = '' }: Source<'flocker'>,
  path: FieldPath,
): FieldError[] => [
  ...(datasetName === '' && datasetUUID === ''
    ? [required(path, 'one of datasetName and datasetUUID is required')]
    : []),
  ...(datasetName !== '' && datasetUUID !== ''
    ? [invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')]
    : []),
  ...(datasetName.includes('/')
    ? [invalid(path.child('datasetName'), datasetName, "must not contain '/'")]
    : []),
]

const HOST_PORTS = 'must be a host:port pair or multiple pairs separated by commas'

/** `net.SplitHostPort` of Go: a host with colons stands in brackets. */
const isHostAndPort = (text: string): boolean => /^(?:\[[^[\]]*\]|[^[\]:]*):[^[\]:]*$/.test(text)

/** What the errors about one field may repeat of it, together. */
const MAX_TOLD_BYTES = 64 * 1024

const validateRegistry = (
  { registry = '', tenant = '' }: Source<'quobyte'>,
  path: FieldPath,
): FieldError[] => {
  if (registry === '') return [required(path.child('registry'), HOST_PORTS)]
  if (Buffer.byteLength(tenant) >= 65) {
    const text = 'must be a UUID and may not exceed a length of 64 characters'
    return [required(path.child('tenant'), text)]
  }
  // each is told with the whole registry, so that of very many not all can be
  const told = Math.max(1, Math.floor(MAX_TOLD_BYTES / registry.length))
  return registry
    .split(',')
    .filter((pair) => !isHostAndPort(pair))
    .slice(0, told)
    .map(() => invalid(path.child('registry'), registry, HOST_PORTS))
}

export const validateQuobyte = (source: Source<'quobyte'>, path: FieldPath): FieldError[] => [
  ...validateRegistry(source, path),
  ...validateRequired(path, source, 'volume'),
]

export const validateCinder = (source: Source<'cinder'>, path: FieldPath): FieldError[] => [
  ...validateRequired(path, source, 'volumeID'),
  ...(source.secretRef ? validateRequired(path.child('secretRef'), source.secretRef, 'name') : []),
]

export const validateFibreChannel = (
  { targetWWNs = [], wwids = [], lun }: Source<'fc'>,
  path: FieldPath,
): FieldError[] => {
  const errors: FieldError[] = []
  const at = path.child('targetWWNs')
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'))
  }
  if (targetWWNs.length === 0) return errors
  if (wwids.length > 0) {
    const text = 'targetWWNs and wwids can not be specified simultaneously'
    errors.push(invalid(at, targetWWNs, text))
  }
  if (lun === undefined) {
    errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'))
  } else if (lun < 0 || lun > 255) {
    errors.push(invalid(path.child('lun'), lun, 'must be between 0 and 255, inclusive'))
  }
  return errors
}

const isReserved = (option: string): boolean => {
  const domain = `.${option.split('/', 1)[0]!.toLowerCase()}`
  return domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')
}

export const validateFlexVolume = (source: Source<'flexVolume'>, path: FieldPath): FieldError[] => [
  ...validateRequired(path, source, 'driver'),
  ...Object.keys(source.options ?? {})
    .filter(isReserved)
    .map((option) =>
      invalid(
        path.child('options').key(option),
        option,
        'kubernetes.io and k8s.io namespaces are reserved',
      ),
    ),
]

const DISK = {
  Managed: {
    start: '/subscriptions/',
    form: '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
  },
  blob: {
    start: 'https://',
    form: 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd',
  },
}

export const validateAzureDisk = (source: Source<'azureDisk'>, path: FieldPath): FieldError[] => {
  const { diskURI = '', cachingMode, kind } = source
  const { start, form } = kind === 'Managed' ? DISK.Managed : DISK.blob
  return [
    ...validateRequired(path, source, 'diskName', 'diskURI'),
    ...validateOptionalWord(path.child('cachingMode'), cachingMode, [
      'None',
      'ReadOnly',
      'ReadWrite',
    ]),
    ...validateOptionalWord(path.child('kind'), kind, ['Dedicated', 'Managed', 'Shared']),
    ...(kind === undefined || diskURI.startsWith(start)
      ? []
      : [notSupportedInOrder(path.child('diskURI'), diskURI, [form])]),
  ]
}

export const validateStorageOs = (source: Source<'storageos'>, path: FieldPath): FieldError[] => {
  const { volumeName, volumeNamespace = '', secretRef } = source
  return [
    ...validateRequiredText(path.child('volumeName'), volumeName, dns1123LabelErrors),
    ...(volumeNamespace === ''
      ? []
      : validateText(path.child('volumeNamespace'), volumeNamespace, dns1123LabelErrors)),
    ...(secretRef ? validateRequired(path.child('secretRef'), secretRef, 'name') : []),
  ]
}
