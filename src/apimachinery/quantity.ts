/** Amounts with a unit (`500m`, `128Mi`), as in `k8s.io/apimachinery/pkg/api/resource`. */
/** Error for an invalid quantity; the message is Go's. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError'
}

const FORM = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
/** Go's parser is stricter about dots than its message. */
const NUMBER = /^[+-]?\d*(?:\.\d*)?(?<suffix>(?:[eEinumkKMGTP]+[-+]?\d*|[-+]\d*)?)$/
const SUFFIX = /^(?:[numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/

/**
 * Returns the quantity as it is written: pods are data, and nothing computes with their amounts.
 * Throws {@link QuantityError}.
 */
export const checkedQuantity = (text: string): string => {
  const suffix = text === '' ? undefined : NUMBER.exec(text)?.groups?.['suffix']
  if (suffix === undefined)
    throw new QuantityError(`quantities must match the regular expression '${FORM}'`)
  if (!SUFFIX.test(suffix)) throw new QuantityError("unable to parse quantity's suffix")
  return text
}
