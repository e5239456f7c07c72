/** Fields that the field selectors of each kind may name. */
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

/**
 * Selectors of kinds without fields of their own; cluster-scoped ones accept `metadata.namespace`
 * too.
 */
export const metadataSelectors: FieldSelectors<KubeObject> = selectorsOf(
  { 'metadata.name': NAME, 'metadata.namespace': NAMESPACE },
  (label) =>
    `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
)

/** Selectors of namespaced kinds with fields of their own. */
export const namespacedSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> =>
  selectorsOf<T>(
    { 'metadata.name': NAME, 'metadata.namespace': NAMESPACE, ...fields },
    (label) => `field label not supported: ${label}`,
  )

/**
 * Selectors of cluster-scoped kinds with fields of their own, which do not accept
 * `metadata.namespace`.
 */
export const clusterSelectors = <T extends KubeObject>(
  fields: Readonly<Record<string, Field<T>>>,
): FieldSelectors<T> =>
  selectorsOf<T>(
    { 'metadata.name': NAME, ...fields },
    (label) => `field label not supported: ${label}`,
  )
