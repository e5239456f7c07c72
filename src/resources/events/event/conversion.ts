/**
 * The two forms of an event. It is stored as a core event; events.k8s.io renames most fields and calls those that newer
 * clients leave alone deprecated. Fields that Go's structs hold by value are there even when nobody has set them.
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

/** Without fields that are unset, empty or zero, as Go's omitempty does. */
const withoutEmpty = <T extends Values>(values: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== '' && value !== 0,
    ),
  ) as Partial<T>

/** `k8s.io/api/events/v1`: both fields are there, also when they are zero. */
const seriesFromCore = ({ count = 0, lastObservedTime = null }: CoreEventSeries): EventSeries => ({
  count,
  lastObservedTime,
})

const seriesToCore = ({ count, lastObservedTime }: EventSeries): CoreEventSeries => ({
  ...withoutEmpty({ count }),
  lastObservedTime,
})

/** The stored core event as events.k8s.io/v1. */
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

/** An event that came as events.k8s.io/v1, as the core event to store. */
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
