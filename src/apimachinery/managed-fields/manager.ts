/**
 * The managers of an object's fields: `updateManagedFields` records each write, `applyPatch` is
 * server-side apply. The rest of the server imports this file alone of the folder.
 */
export { type Applied, applyPatch, type ApplyOperation, kindText, objectText } from './apply.ts'
export type { Operation } from './operation.ts'
export { updateManagedFields, type UpdateOperation } from './update.ts'
