/** `storage.k8s.io/v1` on the wire. */
export type * from './generated/storage.d.ts'
