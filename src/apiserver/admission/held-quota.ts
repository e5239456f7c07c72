import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

/** How much there is, or may be: objects, and the bytes of all that is stored. */
export interface Holding {
  readonly objects: number
  /** snapshots are counted too */
  readonly bytes: number
}

/** That more is asked for than there is room for, as ResourceQuota says it. */
export const exceeded = (
  name: keyof Holding,
  requested: number,
  used: number,
  most: number,
): string =>
  `exceeded quota: cluster, requested: ${name}=${requested}, used: ${name}=${used}, limited: ${name}=${most}`

/** No object is larger as JSON (etcd takes 1.5 MiB of it as protobuf): nobody measures one while there is room for so much. */
const LARGEST_BYTES = 16 * 1024 * 1024

const sizeOf = (object: object | undefined): number =>
  Buffer.byteLength(JSON.stringify(object ?? {}))

/**
 * Bounds what a whole cluster holds, in the words of ResourceQuota (`k8s.io/apiserver/pkg/admission/plugin/resourcequota`). An object may
 * always be made smaller, and go. `held` counts what is being written too: nothing comes between this look and the store.
 */
export const heldQuota = (most: Holding, held: Holding): AdmissionPlugin => ({
  name: 'ResourceQuota',
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
