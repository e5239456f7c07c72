/** `meta.k8s.io/v1 Table`: what `kubectl get` asks for and prints. */
import type { KubeObject, ListMeta } from './meta.ts'

export interface TableColumnDefinition {
  name: string
  type: string
  /** '' or 'name', which marks the column of the object's name */
  format: string
  description: string
  /** above 0: shown only with `-o wide` */
  priority: number
}

type TableCell = string | number | boolean

export interface TableRow {
  cells: TableCell[]
  /** the object or its metadata, as `includeObject` says; null for `None` */
  object: KubeObject | null
}

export interface Table {
  kind: 'Table'
  /** `meta.k8s.io/v1` or `meta.k8s.io/v1beta1`, as asked for */
  apiVersion: string
  metadata: ListMeta
  /** null in the events of a watch that follow the first */
  columnDefinitions: TableColumnDefinition[] | null
  rows: TableRow[]
}
