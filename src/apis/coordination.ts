/** Kinds of `coordination.k8s.io/v1`. */
export type * from './generated/coordination.d.ts'
