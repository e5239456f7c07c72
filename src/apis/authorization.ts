/** Kinds of `authorization.k8s.io/v1`, which are never stored. */
export type * from './generated/authorization.d.ts'

export const AUTHORIZATION_GROUP = 'authorization.k8s.io'
