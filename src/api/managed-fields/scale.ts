/**
 * Who manages the number of replicas, from the object to its scale and back: writers of the scale and of the object share one
 * field under two names. Source: k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go.
 */
import type { ManagedFieldsEntry } from '../meta.ts'
import { difference, type FieldSet, fieldSetOf, intersection, isEmptySet } from './fieldset.ts'
import { decodeManagers, encodeManagers, type Managers, withSet } from './managers.ts'
import { fieldElement } from './path-element.ts'

const SCALE_VERSION = 'autoscaling/v1'

/** The path is the same in the scale and in what is scaled. */
const REPLICAS = fieldSetOf([fieldElement('spec'), fieldElement('replicas')])

const holdsReplicas = (set: FieldSet): boolean => !isEmptySet(intersection(set, REPLICAS))

type Entries = readonly ManagedFieldsEntry[] | undefined

const decoded = (entries: Entries): Managers => decodeManagers(entries ?? []) ?? new Map()

/** The managers of a scale: those of the object's that hold its replicas. `versions`: those of the object's kind. */
export const scaleManagers = (
  entries: Entries,
  versions: readonly string[],
): ManagedFieldsEntry[] | undefined => {
  const managers: Managers = new Map()
  for (const [id, { entry: _, ...manager }] of decoded(entries)) {
    if (!versions.includes(manager.apiVersion) || !holdsReplicas(manager.set)) continue
    managers.set(id, { ...manager, apiVersion: SCALE_VERSION, set: REPLICAS })
  }
  return encodeManagers(managers)
}

/**
 * The managers of an object whose scale was written: `entries` with what `ofScale` says of the replicas. The first of `versions`
 * is the one that they are written in. Updaters come back under a name of their own, and so without their time.
 */
export const scaledManagers = (
  entries: Entries,
  ofScale: Entries,
  versions: readonly string[],
): ManagedFieldsEntry[] | undefined => {
  const before = decoded(entries)
  const scale = decoded(ofScale)
  const managers: Managers = new Map()
  for (const [id, manager] of before) {
    if (!versions.includes(manager.apiVersion)) continue
    const kept = !holdsReplicas(manager.set) || scale.delete(id)
    const left = kept ? manager : withSet(manager, difference(manager.set, REPLICAS))
    if (!isEmptySet(left.set)) managers.set(id, left)
  }
  for (const [id, { entry: _, ...manager }] of scale) {
    if (!holdsReplicas(manager.set)) continue
    const time = before.get(id)?.time
    managers.set(id, { ...manager, apiVersion: versions[0]!, set: REPLICAS, time })
  }
  return encodeManagers(managers)
}
