import { ageOf } from '../../../apimachinery/duration.ts'
import type { CoreEvent } from '../../../apis/events.ts'
import { column, wideColumn } from '../../../apiserver/registry/columns.ts'
import type { Column } from '../../../apiserver/registry/resource.ts'
import { source } from './fields.ts'

/** Newer clients set only eventTime. */
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

/** Newer clients do not count single events. */
const countCell = ({ series, count = 0 }: CoreEvent): number =>
  series === undefined ? count || 1 : (series.count ?? 0)

export const columns: readonly Column<CoreEvent>[] = [
  column('Last Seen', 'How long ago it happened for the last time.', lastSeen),
  column('Type', 'Normal or Warning.', ({ type }) => type ?? ''),
  column('Reason', 'Why it happened, in one word for programs.', ({ reason }) => reason ?? ''),
  column('Object', 'What it happened to.', objectCell),
  wideColumn(
    'Subobject',
    'The part of the object that it happened to.',
    ({ involvedObject }) => involvedObject.fieldPath ?? '',
  ),
  wideColumn('Source', 'Who has seen it, and where.', sourceCell),
  column('Message', 'What happened, for people.', ({ message }) => (message ?? '').trim()),
  wideColumn('First Seen', 'How long ago it happened for the first time.', firstSeen),
  wideColumn('Count', 'How often it has happened.', countCell),
  column('Name', 'The name of the event.', ({ metadata }) => metadata.name ?? '', {
    format: 'name',
    priority: 1,
  }),
]
