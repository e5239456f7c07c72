/**
 * Who manages which field of an object: the records that every write leaves (`updateManagedFields`), and server-side apply
 * (`applyPatch`), and through the scale of an object. This is what the rest of the server uses of this folder.
 */
export { type Applied, applyPatch, type ApplyOperation, kindText, objectText } from './apply.ts'
export type { Operation } from './operation.ts'
export { scaledManagers, scaleManagers } from './scale.ts'
export { updateManagedFields, type UpdateOperation } from './update.ts'
