/** `coordination.k8s.io/v1` on the wire. */
export type * from './generated/coordination.d.ts'
