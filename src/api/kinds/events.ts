/** Events in both of their forms: core/v1, which is stored, and events.k8s.io/v1. Fields in the order of Go's structs. */
import type { ObjectReference } from './core.ts'
import type { KubeObject } from '../meta.ts'

export interface EventSource {
  component?: string
  host?: string
}

export interface EventSeries {
  count?: number
  /** RFC 3339 with six decimals, or null */
  lastObservedTime?: string | null
}

/** `v1 Event` */
export interface CoreEvent extends KubeObject {
  involvedObject: ObjectReference
  reason?: string
  message?: string
  source?: EventSource
  /** RFC 3339, whole seconds, or null */
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  count?: number
  /** `Normal` or `Warning` */
  type?: string
  /** RFC 3339 with six decimals, or null */
  eventTime?: string | null
  series?: EventSeries
  action?: string
  related?: ObjectReference
  reportingComponent?: string
  reportingInstance?: string
}

/** `events.k8s.io/v1 Event` */
export interface Event extends KubeObject {
  eventTime?: string | null
  series?: EventSeries
  reportingController?: string
  reportingInstance?: string
  action?: string
  reason?: string
  regarding?: ObjectReference
  related?: ObjectReference
  note?: string
  type?: string
  deprecatedSource?: EventSource
  deprecatedFirstTimestamp?: string | null
  deprecatedLastTimestamp?: string | null
  deprecatedCount?: number
}
