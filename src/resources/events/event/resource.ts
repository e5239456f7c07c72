import type { CoreEvent } from '../../../apis/events.ts'
import { declare } from '../../declare.ts'
import { reason, referenceFields, reporter, type } from '../../core/event/fields.ts'
import { columns } from '../../core/event/table.ts'
import { fromCore, toCore } from './conversion.ts'
import { eventRules } from './validation.ts'

export const eventsV1 = declare<CoreEvent>({
  group: 'events.k8s.io',
  kind: 'Event',
  shortNames: ['ev'],
  garbageCollected: false,
  storageGroup: '',
  versions: [{ version: 'v1', fromStorage: fromCore, toStorage: toCore }],
  strategy: {
    allowCreateOnUpdate: true,
    ...eventRules,
  },
  columns,
  selectableFields: {
    ...referenceFields('regarding'),
    reason,
    reportingController: reporter,
    type,
  },
})
