/** Both forms of events: core/v1, which is stored, and events.k8s.io/v1. */
export type {
  Event as CoreEvent,
  EventSeries as CoreEventSeries,
  EventSource,
} from './generated/core.d.ts'
export type { Event, EventSeries } from './generated/events.d.ts'
