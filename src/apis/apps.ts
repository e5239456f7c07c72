export type * from './generated/apps.d.ts'
