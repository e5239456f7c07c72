/** `autoscaling/v1` on the wire: how many replicas something has, whatever it is. */
import type { GroupVersionKind } from '../apimachinery/meta.ts'

export type * from './generated/autoscaling.d.ts'

export const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }
