/** `apps/v1` on the wire. */
export type * from './generated/apps.d.ts'
