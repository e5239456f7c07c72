/** `pkg/apis/storage/validation.ValidateCSINode` and `ValidateCSINodeUpdate`, 1.34 */
import { isDeepStrictEqual } from 'node:util'
import {
  duplicate,
  type FieldError,
  FieldPath,
  invalid,
  required,
  tooLong,
} from '../../../api/field.ts'
import type { CsiNode, CsiNodeDriver } from '../../../api/kinds/storage.ts'
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../../../api/names.ts'
import type { Release } from '../../../release/release.ts'

const DRIVERS = FieldPath.of('spec', 'drivers')
const NAME_BYTES = 63
const NODE_ID_BYTES = 192

const nameErrors = (name: string, path: FieldPath): FieldError[] => [
  ...(name === '' ? [required(path)] : []),
  ...(Buffer.byteLength(name) > NAME_BYTES ? [tooLong(path, NAME_BYTES)] : []),
  ...dns1123SubdomainErrors(name.toLowerCase()).map((problem) => invalid(path, name, problem)),
]

const nodeIdErrors = (id: string, path: FieldPath): FieldError[] => {
  if (id === '') return [required(path)]
  return Buffer.byteLength(id) > NODE_ID_BYTES
    ? [invalid(path, id, `must be ${NODE_ID_BYTES} characters or less`)]
    : []
}

const topologyErrors = (
  keys: readonly string[],
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const seen = new Set<string>()
  return keys.flatMap((key) => {
    const isAgain = seen.has(key)
    seen.add(key)
    return [
      ...(key === '' ? [required(path)] : []),
      ...(isAgain ? [duplicate(path, key)] : []),
      ...qualifiedNameErrors(key, release).map((problem) => invalid(path, key, problem)),
    ]
  })
}

const driverErrors = (
  driver: CsiNodeDriver,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const { name, nodeID, topologyKeys, allocatable } = driver
  const count = allocatable?.count ?? 0
  return [
    ...nameErrors(name, path.child('name')),
    ...nodeIdErrors(nodeID, path.child('nodeID')),
    ...topologyErrors(topologyKeys ?? [], path.child('topologyKeys'), release),
    ...(count < 0
      ? [invalid(path.child('allocatable', 'count'), count, 'must be greater than or equal to 0')]
      : []),
  ]
}

export const validateCsiNode = ({ spec }: CsiNode, release: Pick<Release, 'has'>): FieldError[] => {
  const names = new Set<string>()
  return (spec.drivers ?? []).flatMap((driver, i) => {
    const path = DRIVERS.index(i)
    const isAgain = names.has(driver.name)
    names.add(driver.name)
    return [
      ...driverErrors(driver, path, release),
      ...(isAgain ? [duplicate(path.child('name'), driver.name)] : []),
    ]
  })
}

/** Drivers come and go, and do not change. */
export const validateCsiNodeUpdate = ({ spec }: CsiNode, old: CsiNode): FieldError[] => {
  const before = new Map((old.spec.drivers ?? []).map((driver) => [driver.name, driver]))
  return (spec.drivers ?? []).flatMap((driver) => {
    const known = before.get(driver.name)
    return known === undefined || isDeepStrictEqual({ ...driver }, { ...known })
      ? []
      : [invalid(FieldPath.of('CSINodeDriver'), driver, 'field is immutable')]
  })
}
