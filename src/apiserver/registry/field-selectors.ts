/** What field selectors may name: name and namespace for every kind, more for some. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import type { FieldSelectors } from './resource.ts'

type Field<T> = (object: T) => string

const NAME: Field<KubeObject> = ({ metadata }) => metadata.name ?? ''
const NAMESPACE: Field<KubeObject> = ({ metadata }) => metadata.namespace ?? ''

const selectorsOf = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
  unsupported: (label: string) => string,
): FieldSelectors<T> => {
  const entries = Object.entries(fields)
  return {
    labels: Object.keys(fields),
    valuesOf: (object) =>
      Object.fromEntries(entries.map(([label, field]) => [label, field(object)])),
    unsupported,
  }
}

/** For kinds that add nothing to name and namespace; cluster-scoped ones may be asked for a namespace as well. */
export const metadataSelectors: FieldSelectors<KubeObject> = selectorsOf(
  { 'metadata.name': NAME, 'metadata.namespace': NAMESPACE },
  (label) =>
    `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
)

/** For namespaced kinds that name their fields themselves: these, the name and the namespace. */
export const namespacedSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> =>
  selectorsOf<T>(
    { 'metadata.name': NAME, 'metadata.namespace': NAMESPACE, ...fields },
    (label) => `field label not supported: ${label}`,
  )

/** The same for cluster-scoped kinds, which cannot be asked for a namespace. */
export const clusterSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> =>
  selectorsOf<T>(
    { 'metadata.name': NAME, ...fields },
    (label) => `field label not supported: ${label}`,
  )
