/** Fields that the field selectors of each kind may name. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import type { FieldSelectors } from './resource.ts'

type Field<T> = (object: T) => string

/**
 * Selectors of cluster-scoped kinds with fields of their own, which do not accept
 * `metadata.namespace`.
 */
export const clusterSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> => {
  const all = { 'metadata.name': ({ metadata }: T) => metadata.name ?? '', ...fields }
  const entries = Object.entries(all)
  return {
    labels: Object.keys(all),
    valuesOf: (object) =>
      Object.fromEntries(entries.map(([label, field]) => [label, field(object)])),
    unsupported: (label) => `field label not supported: ${label}`,
  }
}

/** Selectors of namespaced kinds with fields of their own. */
export const namespacedSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> =>
  clusterSelectors({
    'metadata.namespace': ({ metadata }: T) => metadata.namespace ?? '',
    ...fields,
  })

/**
 * Selectors of kinds without fields of their own; cluster-scoped ones accept `metadata.namespace`
 * too.
 */
export const metadataSelectors: FieldSelectors<KubeObject> = {
  ...namespacedSelectors({}),
  unsupported: (label) =>
    `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
}
