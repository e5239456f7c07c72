/** `validateExtra` of `k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go` */
import {
  FieldPath,
  aggregateText,
  invalid,
  type FieldError,
  invalidEach,
} from '../../apimachinery/field.ts'
import { dns1123SubdomainErrors } from '../../apimachinery/names.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'

const PATH = FieldPath.of('extra', 'key')
const HTTP_PATH = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`
const HTTP_PATH_PATTERN = new RegExp(`^${HTTP_PATH}$`)

/** `IsDomainPrefixedPath` of `k8s.io/apimachinery/pkg/util/validation`, for a non-empty `text`. */
const domainPrefixedPathErrors = (text: string): FieldError[] => {
  const slash = text.indexOf('/')
  const host = text.slice(0, Math.max(slash, 0))
  const path = text.slice(slash + 1)
  if (host === '' || path === '') {
    return [invalid(PATH, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  const errors = invalidEach(PATH, host, dns1123SubdomainErrors(host))
  return HTTP_PATH_PATTERN.test(path)
    ? errors
    : [...errors, invalid(PATH, path, `Invalid path (regex used for validation is '${HTTP_PATH}')`)]
}

/** Returns the reason for refusing the extra; undefined: it is valid. */
export const extraFault = (
  extra: Readonly<Record<string, readonly string[]>>,
): string | undefined => {
  for (const [key, values] of Object.entries(extra)) {
    if (key === '') return 'impersonating the empty string key in extra is not allowed'
    const errors = domainPrefixedPathErrors(key)
    if (errors.length > 0) {
      return `impersonating an invalid key in extra is not allowed: ${aggregateText(errors)}`
    }
    if (key !== key.toLowerCase()) {
      return `impersonating a non-lowercase key in extra is not allowed: ${goQuote(key)}`
    }
    if (values.includes('')) {
      return 'impersonating the empty string value in extra is not allowed'
    }
  }
  return undefined
}
