/**
 * Converts events between the stored core form and events.k8s.io, which renames fields and calls
 * some deprecated. Fields that Go holds by value are always present.
 */
import type {
  CoreEvent,
  CoreEventSeries,
  Event,
  EventSeries,
  EventSource,
} from '../../../apis/events.ts'
import type { ObjectReference } from '../../../apis/core.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

type Values = Readonly<Record<string, unknown>>

/** Drops unset, empty and zero fields, like Go's omitempty. */
const withoutEmpty = <T extends Values>(values: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== '' && value !== 0,
    ),
  ) as Partial<T>

/** `k8s.io/api/events/v1` has both fields even if zero. */
const seriesFromCore = ({ count = 0, lastObservedTime = null }: CoreEventSeries): EventSeries => ({
  count,
  lastObservedTime,
})

const seriesToCore = ({ count, lastObservedTime }: EventSeries): CoreEventSeries => ({
  ...withoutEmpty({ count }),
  lastObservedTime,
})

export const fromCore = (object: KubeObject): Event => {
  const event = object as CoreEvent
  return {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: event.metadata,
    eventTime: event.eventTime ?? null,
    ...withoutEmpty({
      series: event.series && seriesFromCore(event.series),
      reportingController: event.reportingComponent,
      reportingInstance: event.reportingInstance,
      action: event.action,
      reason: event.reason,
    }),
    regarding: event.involvedObject,
    ...withoutEmpty({ related: event.related, note: event.message, type: event.type }),
    deprecatedSource: event.source ?? {},
    deprecatedFirstTimestamp: event.firstTimestamp ?? null,
    deprecatedLastTimestamp: event.lastTimestamp ?? null,
    ...withoutEmpty({ deprecatedCount: event.count }),
  }
}

/** Converts an event of events.k8s.io/v1 for the store. */
export const toCore = (object: KubeObject): CoreEvent => {
  const event = object as Event
  const regarding: ObjectReference = event.regarding ?? {}
  const source: EventSource = event.deprecatedSource ?? {}
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: event.metadata,
    involvedObject: regarding,
    ...withoutEmpty({ reason: event.reason, message: event.note }),
    source,
    firstTimestamp: event.deprecatedFirstTimestamp ?? null,
    lastTimestamp: event.deprecatedLastTimestamp ?? null,
    ...withoutEmpty({ count: event.deprecatedCount, type: event.type }),
    eventTime: event.eventTime ?? null,
    ...withoutEmpty({
      series: event.series && seriesToCore(event.series),
      action: event.action,
      related: event.related,
    }),
    reportingComponent: event.reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
  }
}
