import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

/** How much there is, or may be: objects, and the bytes of all of them as they are stored. */
export interface Holding {
  readonly objects: number
  readonly bytes: number
}

const quantity = (name: keyof Holding, requested: number, used: number, most: number): string =>
  `exceeded quota: cluster, requested: ${name}=${requested}, used: ${name}=${used}, limited: ${name}=${most}`

const sizeOf = (object: object | undefined): number => JSON.stringify(object ?? {}).length

/**
 * Bounds what a whole cluster holds, in the words of ResourceQuota (`k8s.io/apiserver/pkg/admission/plugin/resourcequota`). An object may
 * always be made smaller, and go. Writes of one turn of the event loop do not see each other.
 */
export const heldQuota = (most: Holding, held: Holding): AdmissionPlugin => ({
  name: 'ResourceQuota',
  validate: (attributes) => {
    const { operation, object, oldObject } = attributes
    if (operation === 'CREATE' && attributes.subresource === '' && held.objects >= most.objects)
      throw refusal(attributes, quantity('objects', 1, held.objects, most.objects))
    if (operation === 'DELETE' || held.bytes < most.bytes) return
    const more = sizeOf(object) - (oldObject === undefined ? 0 : sizeOf(oldObject))
    if (more > 0) throw refusal(attributes, quantity('bytes', more, held.bytes, most.bytes))
  },
})
