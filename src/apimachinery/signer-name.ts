import { append } from './append.ts'
import { invalid, required, tooLong, type FieldError, type FieldPath } from './field.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from './names.ts'
import { goQuote } from './text/quote.ts'

const DOMAIN_MAX = 253
/** length of a domain, a slash, and a path of a namespace, a dot and an object's name */
const NAME_MAX = DOMAIN_MAX + 1 + 63 + 1 + 253

/** Returns the domain. In RBAC rules, `example.com/*` means all signers of the domain. */
export const signerDomain = (signerName: string): string => signerName.split('/', 1)[0]!

export const isSignerOfKubernetes = (signerName: string): boolean => {
  const domain = signerDomain(signerName)
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io')
}

const firstBadPart = (
  path: FieldPath,
  text: string,
  check: (part: string) => string[],
): FieldError[] => {
  for (const part of text.split('.')) {
    const errors = check(part)
    if (errors.length > 0) {
      return errors.map((error) =>
        invalid(path, text, `validating label ${goQuote(part)}: ${error}`),
      )
    }
  }
  return []
}

/** Validates a signer name (`ValidateSignerName` of the certificates group). */
export const validateSignerName = (signerName: string, path: FieldPath): FieldError[] => {
  if (signerName === '') return [required(path)]
  const slash = signerName.indexOf('/')
  if (slash < 0 || slash !== signerName.lastIndexOf('/')) {
    return [
      invalid(
        path,
        signerName,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    ]
  }
  const domain = signerName.slice(0, slash)
  const errors: FieldError[] = []
  if (Buffer.byteLength(domain) > DOMAIN_MAX) errors.push(tooLong(path, DOMAIN_MAX))
  append(errors, firstBadPart(path, domain, dns1123LabelErrors))
  if (!domain.includes('.')) {
    errors.push(
      invalid(path, domain, 'should be a domain with at least two segments separated by dots'),
    )
  }
  append(errors, firstBadPart(path, signerName.slice(slash + 1), dns1123SubdomainErrors))
  if (Buffer.byteLength(signerName) > NAME_MAX) errors.push(tooLong(path, NAME_MAX))
  return errors
}
