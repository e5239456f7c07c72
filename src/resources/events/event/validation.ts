import { isDeepStrictEqual } from 'node:util'
import type { CoreEvent } from '../../../apis/events.ts'
import { FieldPath, invalid, required, type FieldError } from '../../../apimachinery/field.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { validateEvent } from '../../core/event/validation.ts'

const validateSeries = ({ series }: CoreEvent): FieldError[] => {
  if (series === undefined) return []
  const path = FieldPath.of('series')
  const errors: FieldError[] = []
  if ((series.count ?? 0) < 2) {
    errors.push(invalid(path.child('count'), '', 'should be at least 2'))
  }
  if (!series.lastObservedTime) errors.push(required(path.child('lastObservedTime')))
  return errors
}

const validateUnset = (event: CoreEvent): FieldError[] => {
  const { source, firstTimestamp, lastTimestamp, count } = event
  const set = {
    firstTimestamp,
    lastTimestamp,
    count,
    source: source.component || source.host,
  }
  return Object.entries(set).flatMap(([field, isSet]) =>
    isSet ? [invalid(FieldPath.of(field), '', 'needs to be unset')] : [],
  )
}

/** Source: `pkg/apis/core/validation/events.go`. */
export const validateNewEvent = (event: CoreEvent, { release }: RequestContext): FieldError[] => {
  const errors = [...validateEvent(event, 'reportingController', release), ...validateSeries(event)]
  if (!event.eventTime) errors.push(required(FieldPath.of('eventTime')))
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(invalid(FieldPath.of('type'), '', `has invalid value: ${event.type ?? ''}`))
  }
  return [...errors, ...validateUnset(event)]
}

const IMMUTABLE_FIELDS = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const satisfies readonly (keyof CoreEvent)[]

const FIELD_NAMES: Readonly<Record<string, string>> = { reportingComponent: 'reportingController' }

export const validateChangedEvent = (
  event: CoreEvent,
  old: CoreEvent,
  { release }: RequestContext,
): FieldError[] => {
  const changed = IMMUTABLE_FIELDS.filter((field) => !isDeepStrictEqual(event[field], old[field]))
  return [
    ...validateEvent(event, 'reportingController', release),
    ...(isDeepStrictEqual(event.series, old.series) ? [] : validateSeries(event)),
    ...changed.map((field) =>
      invalid(FieldPath.of(FIELD_NAMES[field] ?? field), event[field], 'field is immutable'),
    ),
  ]
}
