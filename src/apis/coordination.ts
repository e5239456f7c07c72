export type * from './generated/coordination.d.ts'
