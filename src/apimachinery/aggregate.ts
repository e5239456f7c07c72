/**
 * Joins errors like `k8s.io/apimachinery/pkg/util/errors`: distinct texts as `[a, b]`, a single
 * one as is; '' for none.
 */
export const aggregateErrors = (texts: readonly string[]): string => {
  const distinct = [...new Set(texts)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}
