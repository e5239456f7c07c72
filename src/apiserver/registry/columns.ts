import { ageOf } from '../../apimachinery/duration.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Column } from './resource.ts'

export const column = <T extends KubeObject>(
  name: string,
  description: string,
  cell: Column<T>['cell'],
  more: Partial<Pick<Column<T>, 'type' | 'format' | 'priority' | 'since' | 'until'>> = {},
): Column<T> => ({ name, type: 'string', format: '', description, priority: 0, ...more, cell })

export const wideColumn = <T extends KubeObject>(
  name: string,
  description: string,
  cell: Column<T>['cell'],
): Column<T> => column(name, description, cell, { priority: 1 })

export const nameColumn: Column<KubeObject> = column(
  'Name',
  'The name of the object, unique among those of its kind and namespace.',
  ({ metadata }) => metadata.name ?? '',
  { format: 'name' },
)

/** The second column of kinds without a printer of their own (`rest.NewDefaultTableConvertor`). */
export const createdColumn: Column<KubeObject> = column(
  'Created At',
  'When the object was created.',
  ({ metadata }) => metadata.creationTimestamp ?? '',
  { type: 'date' },
)

export const ageColumn: Column<KubeObject> = column(
  'Age',
  'How long ago the object was created.',
  ({ metadata }, now) => ageOf(metadata.creationTimestamp, now),
)
