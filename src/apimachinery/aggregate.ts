/**
 * Several errors as one text, as `k8s.io/apimachinery/pkg/util/errors` joins them: one alone as it is, several as `[a, b]`,
 * repetitions once; '' for none.
 */
export const aggregateErrors = (texts: readonly string[]): string => {
  const distinct = [...new Set(texts)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}
