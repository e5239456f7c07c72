/**
 * Converts query values as `k8s.io/apimachinery` does (pkg/runtime/conversion.go): the first value
 * counts.
 */
import { parseInt64 } from '../../../apimachinery/text/int64.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { badRequest } from '../../../apimachinery/status.ts'

/** Returns undefined if the parameter is absent. Throws a 400 with the text of Go's ParseInt. */
export const integer = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^[-+]?\d+$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`)
  }
  const value = parseInt64(text)
  if (value !== undefined) return Number(value)
  throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`)
}
