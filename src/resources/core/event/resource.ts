import type { CoreEvent } from '../../../apis/events.ts'
import { anyName } from '../../../apimachinery/names.ts'
import { declare } from '../../declare.ts'
import { reason, referenceFields, reporter, source, type } from './fields.ts'
import { columns } from './table.ts'
import { validateCoreEvent } from './validation.ts'

export const events = declare<CoreEvent>({
  group: '',
  kind: 'Event',
  shortNames: ['ev'],
  garbageCollected: false,
  strategy: {
    allowCreateOnUpdate: true,
    nameErrors: anyName,
    knownFinalizers: false,
    // the kind's rules do not look at the metadata (`ValidateEventCreate`, `ValidateEventUpdate`)
    allErrors: validateCoreEvent,
    allChangeErrors: (event, _old, context) => validateCoreEvent(event, context),
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
