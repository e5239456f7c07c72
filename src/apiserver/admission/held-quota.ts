import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

/** The amounts in use, or their limits. */
export interface StorageUsage {
  readonly objects: number
  /** includes the bytes of snapshots */
  readonly bytes: number
}

/** ResourceQuota's text */
export const exceeded = (
  name: keyof StorageUsage,
  requested: number,
  used: number,
  most: number,
): string =>
  `exceeded quota: cluster, requested: ${name}=${requested}, used: ${name}=${used}, limited: ${name}=${most}`

/**
 * No object's JSON is this large (etcd accepts 1.5 MiB of protobuf). While this many bytes of
 * the quota are left, objects are not measured.
 */
const LARGEST_BYTES = 16 * 1024 * 1024

const sizeOf = (object: object | undefined): number =>
  Buffer.byteLength(JSON.stringify(object ?? {}))

/**
 * ResourceQuota of a whole cluster (`k8s.io/apiserver/pkg/admission/plugin/resourcequota`). `held`
 * includes writes in progress.
 */
export const heldQuota = (most: StorageUsage, held: StorageUsage): AdmissionPlugin => ({
  validate: (attributes) => {
    const { operation, object, oldObject } = attributes
    if (operation === 'CREATE' && attributes.subresource === '' && held.objects >= most.objects)
      throw refusal(attributes, exceeded('objects', 1, held.objects, most.objects))
    if (operation === 'DELETE' || held.bytes + LARGEST_BYTES <= most.bytes) return
    const more = sizeOf(object) - (oldObject === undefined ? 0 : sizeOf(oldObject))
    if (more > 0 && held.bytes + more > most.bytes)
      throw refusal(attributes, exceeded('bytes', more, held.bytes, most.bytes))
  },
})
