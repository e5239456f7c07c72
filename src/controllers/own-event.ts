import type { CoreEvent } from '../apis/events.ts'
import type { ObjectReference } from '../apis/core.ts'

const COMPONENT = 'csrlab'

/** `at`: RFC 3339 */
export const ownEvent = (
  metadata: { readonly name: string; readonly namespace: string },
  involvedObject: ObjectReference,
  { at, ...event }: Pick<CoreEvent, 'reason' | 'message' | 'type'> & { readonly at: string | null },
): CoreEvent => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata,
  involvedObject,
  ...event,
  source: { component: COMPONENT },
  firstTimestamp: at,
  lastTimestamp: at,
  count: 1,
  eventTime: null,
  reportingComponent: COMPONENT,
  reportingInstance: '',
})
