/** What is wrong with a node's storage drivers (`pkg/apis/storage/validation`, 1.36). */
import { isDeepStrictEqual } from 'node:util'
import {
  duplicate,
  type FieldError,
  FieldPath,
  invalid,
  JsonValue,
  required,
  tooLong,
} from '../../../api/field.ts'
import type { CsiNode, CsiNodeDriver } from '../../../api/kinds/storage.ts'
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../../../api/names.ts'
import type { Release } from '../../../release/release.ts'

type Releases = Pick<Release, 'has'>

const DRIVERS = FieldPath.of('spec', 'drivers')
const NAME_BYTES = 63
const NODE_ID_BYTES = 256

const nameErrors = (name: string, path: FieldPath, release: Releases): FieldError[] => {
  const missing = name === '' ? [required(path)] : []
  if (name === '' && release.has('MissingDriverOnce')) return missing
  return [
    ...missing,
    ...(Buffer.byteLength(name) > NAME_BYTES ? [tooLong(path, NAME_BYTES)] : []),
    ...dns1123SubdomainErrors(name.toLowerCase()).map((problem) => invalid(path, name, problem)),
  ]
}

const nodeIdErrors = (id: string, path: FieldPath): FieldError[] => {
  if (id === '') return [required(path)]
  return Buffer.byteLength(id) > NODE_ID_BYTES
    ? [invalid(path, id, `must be ${NODE_ID_BYTES} characters or less`)]
    : []
}

/** Told at the driver, not at its keys. */
const topologyErrors = (
  keys: readonly string[],
  path: FieldPath,
  release: Releases,
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

/** `ValidateCSINode`, besides its metadata. */
export const validateCsiNode = ({ spec }: CsiNode, release: Releases): FieldError[] => {
  const names = new Set<string>()
  return (spec.drivers ?? []).flatMap(({ name, nodeID, topologyKeys, allocatable }, i) => {
    const path = DRIVERS.index(i)
    const isAgain = names.has(name)
    names.add(name)
    const count = allocatable?.count ?? 0
    return [
      ...nameErrors(name, path.child('name'), release),
      ...nodeIdErrors(nodeID, path.child('nodeID')),
      ...(count < 0
        ? [invalid(path.child('allocatable', 'count'), count, 'must be greater than or equal to 0')]
        : []),
      ...(isAgain ? [duplicate(path.child('name'), name)] : []),
      ...topologyErrors(topologyKeys ?? [], path, release),
    ]
  })
}

/** A driver as Go prints it; `counts`: with how many volumes the node can have, which may change where a gate says so. */
const goDriver = ({ name, nodeID, topologyKeys, allocatable }: CsiNodeDriver, counts: boolean) => ({
  Name: name,
  NodeID: nodeID,
  TopologyKeys: topologyKeys?.length ? topologyKeys : null,
  Allocatable: counts && allocatable ? { Count: allocatable.count ?? null } : null,
})

/** `ValidateCSINodeUpdate`: drivers come and go, and do not change. Up to 1.35 it is looked at twice. */
export const validateCsiNodeUpdate = (
  node: CsiNode,
  old: CsiNode,
  release: Releases,
): FieldError[] => {
  const errors = validateCsiNode(node, release)
  const counts = !release.has('MutableCSINodeAllocatableCount')
  return [
    ...(release.has('CSINodesOnce') ? [] : errors),
    ...errors,
    ...(old.spec.drivers ?? []).flatMap((before) =>
      (node.spec.drivers ?? []).flatMap((driver) => {
        if (driver.name !== before.name) return []
        const shown = goDriver(driver, counts)
        return isDeepStrictEqual(shown, goDriver(before, counts))
          ? []
          : [invalid(DRIVERS, new JsonValue(shown), 'field is immutable')]
      }),
    ),
  ]
}
