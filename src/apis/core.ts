/** The core group on the wire. */
import type { Pod } from './generated/core.d.ts'

export type * from './generated/core.d.ts'

/** The taint of a node that has not said yet that it is ready. */
export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready'

/** Marks the pod that stands for one which a kubelet runs by itself. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

export const isMirror = ({ metadata }: Pick<Pod, 'metadata'>): boolean =>
  metadata.annotations?.[MIRROR_ANNOTATION] !== undefined
