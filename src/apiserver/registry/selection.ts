import type { FieldSelector } from '../../apimachinery/fields.ts'
import type { LabelSelector } from '../../apimachinery/labels.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Resource } from './resource.ts'

/** Which objects a list, a watch or a delete of a collection is about. */
export interface Selection {
  readonly labels: LabelSelector | undefined
  readonly fields: FieldSelector | undefined
}

export const EVERYTHING: Selection = { labels: undefined, fields: undefined }

export const selectsEverything = ({ labels, fields }: Selection): boolean =>
  labels === undefined && fields === undefined

/** What asking one object costs, in bytes that could be read instead: most selectors have a term or two, a hostile one 100,000. */
export const selectionCost = ({ labels, fields }: Selection): number =>
  8 * ((labels?.requirements.length ?? 0) + (fields?.requirements.length ?? 0))

/** Whether `object` is selected; its field values are those that its resource declares. */
export const selects = <T extends KubeObject>(
  resource: Resource<T>,
  { labels, fields }: Selection,
  object: T,
): boolean =>
  (labels === undefined || labels.matches(object.metadata.labels ?? {})) &&
  (fields === undefined || fields.matches(resource.fieldSelectors.valuesOf(object)))

/**
 * The one name that a field selector leaves possible (`metadata.name=x`), so that a list of one does not read all. Also what
 * authorization takes as the request's name.
 */
export const selectedName = (
  fields: Pick<FieldSelector, 'requirements'> | undefined,
): string | undefined =>
  fields?.requirements.find(({ field, operator }) => field === 'metadata.name' && operator === '=')
    ?.value
