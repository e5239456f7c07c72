/**
 * Joins distinct errors like `k8s.io/apimachinery/pkg/util/errors`: `[a, b]`; a single error stays
 * as is.
 */
export const aggregateErrors = (texts: readonly string[]): string => {
  const distinct = [...new Set(texts)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}
