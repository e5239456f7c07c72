/** `authorization.k8s.io/v1` on the wire: kinds that are only ever posted. */
export type * from './generated/authorization.d.ts'

export const AUTHORIZATION_GROUP = 'authorization.k8s.io'
