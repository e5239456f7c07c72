import type { FieldsV1, ManagedFieldsEntry } from '../../../src/apimachinery/meta.ts'

/** Entries of managers that updated fields of `example.com/v1`. */
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
