import type { FieldsV1, ManagedFieldsEntry } from '../../../src/apimachinery/meta.ts'

/** Makes managedFields entries; by default, of updates in `example.com/v1`. */
export const entryAt =
  (time: string) =>
  (manager: string, fieldsV1: FieldsV1, more: ManagedFieldsEntry = {}): ManagedFieldsEntry => ({
    manager,
    operation: 'Update',
    apiVersion: 'example.com/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...more,
  })
