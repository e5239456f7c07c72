import { ageOf } from '../../../apimachinery/duration.ts'
import type { CoreEvent } from '../../../apis/events.ts'
import { column, wideColumn } from '../../../apiserver/registry/columns.ts'
import type { Column } from '../../../apiserver/registry/resource.ts'
import { source } from './fields.ts'

/** Newer clients set eventTime instead of firstTimestamp. */
const firstSeen = (event: CoreEvent, now: number): string =>
  ageOf(event.firstTimestamp ?? event.eventTime, now)

const lastSeen = (event: CoreEvent, now: number): string => {
  if (event.series !== undefined) return ageOf(event.series.lastObservedTime, now)
  return event.lastTimestamp ? ageOf(event.lastTimestamp, now) : firstSeen(event, now)
}

const objectCell = ({ involvedObject: { kind = '', name = '' } }: CoreEvent): string =>
  name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`

const sourceCell = (event: CoreEvent): string => {
  const instance = event.source?.host || event.reportingInstance || ''
  return instance === '' ? source(event) : `${source(event)}, ${instance}`
}

/** Newer clients set no count for an event that occurred once. */
const countCell = ({ series, count = 0 }: CoreEvent): number =>
  series === undefined ? count || 1 : (series.count ?? 0)

export const columns: readonly Column<CoreEvent>[] = [
  column('Last Seen', 'Time since the last occurrence.', lastSeen),
  column('Type', 'Normal or Warning.', ({ type }) => type ?? ''),
  column('Reason', 'The reason in one word.', ({ reason }) => reason ?? ''),
  column('Object', 'The object of the event.', objectCell),
  wideColumn(
    'Subobject',
    'The part of the object that the event is about.',
    ({ involvedObject }) => involvedObject.fieldPath ?? '',
  ),
  wideColumn('Source', 'The component that reported the event, and its node.', sourceCell),
  column('Message', 'A description for people.', ({ message }) => (message ?? '').trim()),
  wideColumn('First Seen', 'Time since the first occurrence.', firstSeen),
  wideColumn('Count', 'The number of occurrences.', countCell),
  column('Name', 'The name of the event.', ({ metadata }) => metadata.name ?? '', {
    format: 'name',
    priority: 1,
  }),
]
