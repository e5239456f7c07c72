/** Converts events between the stored core form and events.k8s.io, which renames fields. */
import type { CoreEvent, Event } from '../../../apis/events.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** Maps the fields of `k8s.io/api/events/v1`, in the order declared there, to core fields. */
const CORE_NAMES = {
  eventTime: 'eventTime',
  series: 'series',
  reportingController: 'reportingComponent',
  reportingInstance: 'reportingInstance',
  action: 'action',
  reason: 'reason',
  regarding: 'involvedObject',
  related: 'related',
  note: 'message',
  type: 'type',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
} as const satisfies Record<Exclude<keyof Event, keyof KubeObject>, keyof CoreEvent>

const FIELDS = Object.entries(CORE_NAMES) as [keyof typeof CORE_NAMES, keyof CoreEvent][]

export const fromCore = (object: KubeObject): Event => {
  const core = object as CoreEvent
  const event: Record<string, unknown> = {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: core.metadata,
  }
  for (const [name, coreName] of FIELDS) {
    const value = core[coreName]
    // Go's omitempty omits empty strings and zero
    if (value !== undefined && value !== '' && value !== 0) event[name] = value
  }
  // Go writes both fields of a series even if they are zero
  if (core.series) event['series'] = { count: 0, lastObservedTime: null, ...core.series }
  return event as unknown as Event
}

/** Converts an event of events.k8s.io/v1 to the core form; the registry orders its fields. */
export const toCore = (object: KubeObject): CoreEvent => {
  const { kind, metadata, ...event } = object as Event
  const fields = FIELDS.map(([name, coreName]) => [coreName, event[name]])
  return { kind, apiVersion: 'v1', metadata, ...Object.fromEntries(fields) } as CoreEvent
}
