import type { KubeObject } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import type { FieldSelectors } from './resource.ts'

export type SelectableFields<T> = Readonly<Record<string, (object: T) => string>>

/**
 * Returns the field selectors of a kind. `fields`: those besides name and namespace. Cluster-scoped
 * kinds that have such fields do not accept `metadata.namespace`.
 */
export const selectorsOf = <T extends KubeObject>(
  fields: SelectableFields<T> | undefined,
  namespaced: boolean,
): FieldSelectors<T> => {
  const all: SelectableFields<T> = {
    'metadata.name': ({ metadata }) => metadata.name ?? '',
    ...((namespaced || fields === undefined) && {
      'metadata.namespace': ({ metadata }: T) => metadata.namespace ?? '',
    }),
    ...fields,
  }
  const entries = Object.entries(all)
  return {
    fields: Object.keys(all),
    valuesOf: (object) =>
      Object.fromEntries(entries.map(([label, field]) => [label, field(object)])),
    unsupported: (label) =>
      fields === undefined
        ? `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`
        : `field label not supported: ${label}`,
  }
}
