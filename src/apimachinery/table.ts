/** `meta.k8s.io/v1 Table` */
import type { KubeObject, ListMeta } from './meta.ts'

export interface TableColumnDefinition {
  name: string
  type: string
  /** '' or 'name' */
  format: string
  description: string
  /** above 0: only with `-o wide` */
  priority: number
}

type TableCell = string | number | boolean

export interface TableRow {
  cells: TableCell[]
  /** the object or its metadata, depending on `includeObject`; null for `None` */
  object: KubeObject | null
}

export interface Table {
  kind: 'Table'
  /** `meta.k8s.io/v1` or `meta.k8s.io/v1beta1` */
  apiVersion: string
  metadata: ListMeta
  /** null in all events of a watch after the first */
  columnDefinitions: TableColumnDefinition[] | null
  rows: TableRow[]
}
