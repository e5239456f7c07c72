import type { Pod } from './generated/core.d.ts'

export type * from './generated/core.d.ts'

/** Taint of a node that is not ready. */
export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready'

/** Annotation of mirror pods, which represent a kubelet's static pods. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

export const isMirror = ({ metadata }: Pick<Pod, 'metadata'>): boolean =>
  metadata.annotations?.[MIRROR_ANNOTATION] !== undefined
