import { isDeepStrictEqual } from 'node:util'
import type { CoreEvent } from '../../../apis/events.ts'
import type { ObjectReference } from '../../../apis/core.ts'
import {
  FieldPath,
  invalid,
  JsonValue,
  required,
  type FieldError,
} from '../../../apimachinery/field.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { Strategy } from '../../../apiserver/registry/strategy.ts'
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

const validateLegacy = (event: CoreEvent, { release }: RequestContext): FieldError[] =>
  validateEvent(event, 'reportingController', release)

const validateComplete = (event: CoreEvent): FieldError[] => {
  const errors = validateSeries(event)
  if (!event.eventTime) errors.push(required(FieldPath.of('eventTime')))
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(invalid(FieldPath.of('type'), '', `has invalid value: ${event.type ?? ''}`))
  }
  return [...errors, ...validateUnset(event)]
}

/** In Kubernetes' order; `reason` is compared twice. */
const IMMUTABLE_FIELDS = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const satisfies readonly (keyof CoreEvent)[]

const FIELD_NAMES: Readonly<Record<string, string>> = { reportingComponent: 'reportingController' }

const shownReference = (reference: ObjectReference | undefined): JsonValue =>
  new JsonValue(
    reference && {
      Kind: reference.kind ?? '',
      Namespace: reference.namespace ?? '',
      Name: reference.name ?? '',
      UID: reference.uid ?? '',
      APIVersion: reference.apiVersion ?? '',
      ResourceVersion: reference.resourceVersion ?? '',
      FieldPath: reference.fieldPath ?? '',
    },
  )

/** Returns the value that an error shows, with Go's field names and zero values. */
const shownValue = (event: CoreEvent, field: (typeof IMMUTABLE_FIELDS)[number]): unknown => {
  switch (field) {
    case 'involvedObject':
    case 'related':
      return shownReference(event[field])
    case 'source': {
      const { component = '', host = '' } = event.source
      return new JsonValue({ Component: component, Host: host })
    }
    case 'count':
      return event.count ?? 0
    case 'firstTimestamp':
    case 'lastTimestamp':
    case 'eventTime':
      return new JsonValue(event[field] ?? null)
    default:
      return event[field] ?? ''
  }
}

const validateChange = (event: CoreEvent, old: CoreEvent): FieldError[] => {
  const changed = IMMUTABLE_FIELDS.filter((field) => !isDeepStrictEqual(event[field], old[field]))
  return [
    ...(isDeepStrictEqual(event.series, old.series) ? [] : validateSeries(event)),
    ...changed.map((field) =>
      invalid(
        FieldPath.of(FIELD_NAMES[field] ?? field),
        shownValue(event, field),
        'field is immutable',
      ),
    ),
  ]
}

/** Source: `pkg/apis/core/validation/events.go`. */
export const eventRules: Pick<Strategy<CoreEvent>, 'allErrors' | 'allChangeErrors'> = {
  allErrors: (event, context, metadata) => [
    ...validateLegacy(event, context),
    ...metadata,
    ...validateComplete(event),
  ],
  allChangeErrors: (event, old, context, { change }) => [
    ...validateLegacy(event, context),
    ...change,
    ...validateChange(event, old),
  ],
}
