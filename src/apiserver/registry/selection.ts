import type { FieldSelector } from '../../apimachinery/field-selector.ts'
import type { LabelSelector } from '../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Resource } from './resource.ts'

export interface Selection {
  readonly labels: LabelSelector | undefined
  readonly fields: FieldSelector | undefined
}

export const EVERYTHING: Selection = { labels: undefined, fields: undefined }

export const selectsEverything = ({ labels, fields }: Selection): boolean =>
  labels === undefined && fields === undefined

/**
 * The cost of matching one object, as the number of bytes whose conversion takes as long. A hostile
 * selector can have 30,000 terms.
 */
export const selectionCost = ({ labels, fields }: Selection): number =>
  8 * ((labels?.requirements.length ?? 0) + (fields?.requirements.length ?? 0))

export const selects = <T extends KubeObject>(
  resource: Resource<T>,
  { labels, fields }: Selection,
  object: T,
): boolean =>
  (labels === undefined || labels.matches(object.metadata.labels ?? {})) &&
  (fields === undefined || fields.matches(resource.fieldSelectors.valuesOf(object)))

/** The name that a field selector requires (`metadata.name=x`). */
export const selectedName = (
  fields: Pick<FieldSelector, 'requirements'> | undefined,
): string | undefined =>
  fields?.requirements.find(({ field, operator }) => field === 'metadata.name' && operator === '=')
    ?.value
