/** Kinds of `apps/v1`. */
export type * from './generated/apps.d.ts'
