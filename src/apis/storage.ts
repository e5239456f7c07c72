/** Kinds of `storage.k8s.io/v1`. */
export type * from './generated/storage.d.ts'
