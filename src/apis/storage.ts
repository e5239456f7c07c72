export type * from './generated/storage.d.ts'
