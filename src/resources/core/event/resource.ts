import type { CoreEvent } from '../../../apis/events.ts'
import { anyName } from '../../../apimachinery/names.ts'
import { declare } from '../../declare.ts'
import { reason, referenceFields, reporter, source, type } from './fields.ts'
import { columns } from './table.ts'
import { validateEvent } from './validation.ts'

export const events = declare<CoreEvent>({
  group: '',
  kind: 'Event',
  shortNames: ['ev'],
  garbageCollected: false,
  strategy: {
    allowCreateOnUpdate: true,
    nameErrors: anyName,
    knownFinalizers: false,
    validate: (event, { release }) => validateEvent(event, 'reportingComponent', release),
  },
  columns,
  selectableFields: {
    ...referenceFields('involvedObject'),
    reason,
    reportingComponent: reporter,
    source,
    type,
  },
})
