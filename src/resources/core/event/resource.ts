import type { CoreEvent } from '../../../apis/events.ts'
import { anyName } from '../../../apimachinery/names.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { namespacedSelectors } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { reason, referenceFields, reporter, source, type } from './fields.ts'
import { columns } from './table.ts'
import { validateEvent } from './validation.ts'

export const events: Resource<CoreEvent> = {
  group: '',
  resource: 'events',
  singular: 'event',
  kind: 'Event',
  shortNames: ['ev'],
  namespaced: true,
  garbageCollected: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/events/',
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
}
