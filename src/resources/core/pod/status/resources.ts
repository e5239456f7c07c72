/** What statuses of containers say of users, devices and volumes (`validateContainerStatusUsers` and those after it, 1.36). */
import {
  duplicate,
  forbidden,
  invalid,
  JsonValue,
  notSupported,
  required,
  tooLong,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { Container } from '../../../../api/kinds/containers.ts'
import type { AllocatedResource, ContainerStatus, PodSpec } from '../../../../api/kinds/pods.ts'
import { unixIdErrors } from '../../../../api/names.ts'

type Statuses = readonly ContainerStatus[]

export const validateUsers = (
  statuses: Statuses,
  path: FieldPath,
  { os }: PodSpec,
): FieldError[] => {
  const system = os === undefined ? 'linux' : os.name
  return statuses.flatMap(({ user }, i) => {
    const linux = user?.linux
    const at = path.index(i).child('user', 'linux')
    if (linux === undefined) return []
    if (system === 'windows') return [forbidden(at, 'cannot be set for a windows pod')]
    if (system !== 'linux') return []
    const ids: [FieldPath, number][] = [
      [at.child('uid'), linux.uid],
      [at.child('gid'), linux.gid],
      ...(linux.supplementalGroups ?? []).map((group, g): [FieldPath, number] => [
        at.child('supplementalGroups').index(g),
        group,
      ]),
    ]
    return ids.flatMap(([where, id]) => unixIdErrors(id).map((text) => invalid(where, id, text)))
  })
}

const CLAIM = 'claim:'
const OF_CLAIMS =
  "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty"
const OF_REQUESTS = "must match one of the container's resource requests"

const validateResourceName = (
  name: string,
  { resources = {} }: Container,
  path: FieldPath,
): FieldError[] => {
  const isClaim = name.startsWith(CLAIM)
  const names = isClaim
    ? (resources.claims ?? []).map(({ name: of = '', request = '' }) =>
        [CLAIM + of, request].filter((part) => part !== '').join('/'),
      )
    : Object.keys(resources.requests ?? {})
  return names.includes(name)
    ? []
    : [invalid(path, new JsonValue(name), isClaim ? OF_CLAIMS : OF_REQUESTS)]
}

const HEALTHS = ['Healthy', 'Unhealthy', 'Unknown']
const MAX_MESSAGE = 1024

const validateMessage = (message: string | undefined, path: FieldPath): FieldError[] => {
  if (message === undefined) return []
  if (message === '') return [required(path, 'must be non-empty if specified')]
  return Buffer.byteLength(message) > MAX_MESSAGE ? [tooLong(path, MAX_MESSAGE)] : []
}

const validateDevices = ({ resources = [] }: AllocatedResource, path: FieldPath): FieldError[] => {
  const taken = new Set<string>()
  return resources.flatMap(({ resourceID, health = '', message }, i) => {
    const at = path.index(i)
    const isTaken = taken.has(resourceID)
    taken.add(resourceID)
    return [
      ...(HEALTHS.includes(health)
        ? []
        : [notSupported(at.child('health'), new JsonValue(health), HEALTHS)]),
      ...validateMessage(message, at.child('message')),
      ...(isTaken ? [duplicate(at.child('resourceID'), new JsonValue(resourceID))] : []),
    ]
  })
}

/** A container that is not there has nothing to be compared with. */
export const validateDevicesOf = (
  statuses: Statuses,
  path: FieldPath,
  containers: readonly Container[],
): FieldError[] =>
  statuses.flatMap(({ name, allocatedResourcesStatus: resources = [] }, i) => {
    const container = containers.find((each) => (each.name ?? '') === name)
    return resources.flatMap((resource, j) => {
      const at = path.index(i).child('allocatedResourcesStatus').index(j)
      return [
        ...(container ? validateResourceName(resource.name, container, at.child('name')) : []),
        ...validateDevices(resource, at.child('resources')),
      ]
    })
  })

export const validateNoDevices = (statuses: Statuses, path: FieldPath): FieldError[] =>
  statuses.flatMap(({ allocatedResourcesStatus = [] }, i) =>
    allocatedResourcesStatus.length === 0
      ? []
      : [
          forbidden(
            path.index(i).child('allocatedResourcesStatus'),
            'must not be specified in container status',
          ),
        ],
  )

const MAX_IMAGE_REFERENCE = 256

export const validateImageVolumes = (statuses: Statuses, path: FieldPath): FieldError[] =>
  statuses.flatMap(({ volumeMounts = [] }, i) =>
    volumeMounts.flatMap(({ volumeStatus }, j) => {
      if (volumeStatus?.image === undefined) return []
      const { imageRef = '' } = volumeStatus.image
      const at = path
        .index(i)
        .child('volumeMounts')
        .index(j)
        .child('volumeStatus', 'imageVolumeStatus', 'imageRef')
      if (imageRef === '') return [required(at, 'imageRef must not be empty')]
      return Buffer.byteLength(imageRef) > MAX_IMAGE_REFERENCE
        ? [tooLong(at, MAX_IMAGE_REFERENCE)]
        : []
    }),
  )
