/** Where a container sees volumes: as files or as devices (`ValidateVolumeMounts` and `ValidateVolumeDevices`, 1.36). */
import {
  forbidden,
  invalid,
  notFoundValue,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { Container, VolumeDevice, VolumeMount } from '../../../../api/kinds/containers.ts'
import { validateDescendingPath, validateNoBacksteps } from './paths.ts'
import type { SoundVolumes } from './volumes.ts'
import { validateOptionalWord } from './words.ts'

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None']
const READ_ONLY_MODES = ['Disabled', 'Enabled', 'IfPossible']

const validatePropagation = (
  { mountPropagation: mode }: VolumeMount,
  { securityContext }: Container,
  path: FieldPath,
): FieldError[] => [
  ...validateOptionalWord(path, mode, PROPAGATIONS),
  ...(mode === 'Bidirectional' && securityContext?.privileged !== true
    ? [
        forbidden(
          path,
          'Bidirectional mount propagation is available only to privileged containers',
        ),
      ]
    : []),
]

const validateReadOnly = (mount: VolumeMount, path: FieldPath): FieldError[] => {
  const { recursiveReadOnly: mode, readOnly = false, mountPropagation = 'None' } = mount
  if (mode === undefined || mode === 'Disabled') return []
  if (!READ_ONLY_MODES.includes(mode)) return validateOptionalWord(path, mode, READ_ONLY_MODES)
  const only = 'may only be specified when'
  return [
    ...(readOnly ? [] : [forbidden(path, `${only} readOnly is true`)]),
    ...(mountPropagation === 'None'
      ? []
      : [forbidden(path, `${only} mountPropagation is None or not specified`)]),
  ]
}

/** Errors of paths within the volume stand at the list, not at the mount. */
const validateSubPaths = (
  { subPath = '', subPathExpr = '' }: VolumeMount,
  path: FieldPath,
  at: FieldPath,
): FieldError[] => [
  ...validateDescendingPath(path.child('subPath'), subPath),
  ...(subPath !== '' && subPathExpr !== ''
    ? [
        invalid(
          at.child('subPathExpr'),
          subPathExpr,
          'subPathExpr and subPath are mutually exclusive',
        ),
      ]
    : []),
  ...validateDescendingPath(path.child('subPathExpr'), subPathExpr),
]

/** A name twice is what the last one says. */
const placesOf = (list: readonly { name?: string; place: string }[]): ReadonlyMap<string, string> =>
  new Map(list.map(({ name = '', place }) => [name, place]))

export const validateMounts = (
  container: Container,
  volumes: SoundVolumes,
  path: FieldPath,
): FieldError[] => {
  const { volumeMounts = [], volumeDevices = [] } = container
  const devices = placesOf(
    volumeDevices.map(({ name = '', devicePath = '' }) => ({ name, place: devicePath })),
  )
  const devicePaths = new Set(devices.values())
  const taken = new Set<string>()
  return volumeMounts.flatMap((mount, i) => {
    const { name, mountPath } = mount
    const at = path.index(i)
    const [nameAt, pathAt] = [at.child('name'), at.child('mountPath')]
    const errors: FieldError[] = []
    if (name === '') errors.push(required(nameAt))
    if (!volumes.has(name)) errors.push(notFoundValue(nameAt, name))
    if (mountPath === '') errors.push(required(pathAt))
    if (taken.has(mountPath)) errors.push(invalid(pathAt, mountPath, 'must be unique'))
    taken.add(mountPath)
    if (devices.has(name)) {
      errors.push(invalid(nameAt, name, 'must not already exist in volumeDevices'))
    }
    if (devicePaths.has(mountPath)) {
      const text = 'must not already exist as a path in volumeDevices'
      errors.push(invalid(pathAt, mountPath, text))
    }
    return [
      ...errors,
      ...validateSubPaths(mount, path, at),
      ...validatePropagation(mount, container, path.child('mountPropagation')),
      ...validateReadOnly(mount, path.child('recursiveReadOnly')),
    ]
  })
}

const NO_CLAIM =
  'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'

const validateDevice = (
  { name = '', devicePath = '' }: VolumeDevice,
  volumes: SoundVolumes,
  taken: { readonly names: Set<string>; readonly paths: Set<string> },
  at: FieldPath,
): FieldError[] => {
  const [nameAt, pathAt] = [at.child('name'), at.child('devicePath')]
  const volume = volumes.get(name)
  const isClaim = volume?.persistentVolumeClaim !== undefined || volume?.ephemeral !== undefined
  const errors: FieldError[] = []
  if (name === '') errors.push(required(nameAt))
  if (taken.names.has(name)) errors.push(invalid(nameAt, name, 'must be unique'))
  if (volume === undefined) errors.push(notFoundValue(nameAt, name))
  else if (!isClaim) errors.push(invalid(nameAt, name, NO_CLAIM))
  if (devicePath === '') errors.push(required(pathAt))
  if (taken.paths.has(devicePath)) errors.push(invalid(pathAt, devicePath, 'must be unique'))
  if (validateNoBacksteps(pathAt, devicePath).length > 0) {
    errors.push(invalid(pathAt, devicePath, "can not contain backsteps ('..')"))
  } else taken.paths.add(devicePath)
  if (name !== '') taken.names.add(name)
  return errors
}

export const validateDevices = (
  { volumeMounts = [], volumeDevices = [] }: Container,
  volumes: SoundVolumes,
  path: FieldPath,
): FieldError[] => {
  const mounts = placesOf(volumeMounts.map(({ name, mountPath }) => ({ name, place: mountPath })))
  const mountPaths = new Set(mounts.values())
  const taken = { names: new Set<string>(), paths: new Set<string>() }
  return volumeDevices.flatMap((device, i) => {
    const at = path.index(i)
    const { name = '', devicePath = '' } = device
    const errors = validateDevice(device, volumes, taken, at)
    if (mounts.has(name)) {
      errors.push(invalid(at.child('name'), name, 'must not already exist in volumeMounts'))
    }
    if (mountPaths.has(devicePath)) {
      const text = 'must not already exist as a path in volumeMounts'
      errors.push(invalid(at.child('devicePath'), devicePath, text))
    }
    return errors
  })
}
