/** `applyPatch` is server-side apply; `updateManagedFields` records other writes. */
export { type ApplyResult, applyPatch, type ApplyOperation, kindText, objectText } from './apply.ts'
export type { Operation } from './operation.ts'
export { updateManagedFields, type UpdateOperation } from './update.ts'
