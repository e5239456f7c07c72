import type { CoreEvent } from '../../../apis/events.ts'
import { anyName } from '../../../apimachinery/names.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { namespacedSelectors } from '../../../apiserver/registry/field-selectors.ts'
import { declare } from '../../declare.ts'
import { reason, referenceFields, reporter, source, type } from './fields.ts'
import { columns } from './table.ts'
import { validateEvent } from './validation.ts'

export const events = declare<CoreEvent>({
  group: '',
  resource: 'events',
  kind: 'Event',
  shortNames: ['ev'],
  namespaced: true,
  garbageCollected: false,
  strategy: defaultStrategy<CoreEvent>({
    allowCreateOnUpdate: true,
    nameErrors: anyName,
    knownFinalizers: false,
    validate: ({ release }, event) => validateEvent(event, 'reportingComponent', release),
  }),
  columns,
  fieldSelectors: namespacedSelectors<CoreEvent>({
    ...referenceFields('involvedObject'),
    reason,
    reportingComponent: reporter,
    source,
    type,
  }),
})
