import type { CoreEvent } from '../../../apis/events.ts'
import type { ObjectReference } from '../../../apis/core.ts'

type Fields = Record<string, (event: CoreEvent) => string>

const REFERENCE_FIELDS = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
] as const satisfies readonly (keyof ObjectReference)[]

/** Fields of the reference to the involved object, such as `involvedObject.kind`. */
export const referenceFields = (prefix: string): Fields =>
  Object.fromEntries(
    REFERENCE_FIELDS.map((field) => [
      `${prefix}.${field}`,
      ({ involvedObject }: CoreEvent) => involvedObject[field] ?? '',
    ]),
  )

export const reason = ({ reason = '' }: CoreEvent): string => reason
export const type = ({ type = '' }: CoreEvent): string => type
export const reporter = ({ reportingComponent = '' }: CoreEvent): string => reportingComponent
/** Newer clients set reportingComponent instead of source. */
export const source = (event: CoreEvent): string => event.source?.component || reporter(event)
