/** Explains why a text is not base64. */
export const base64Fault = (request: string): string => {
  if (request.trimStart().startsWith('-----BEGIN'))
    return 'spec.request holds the PEM text itself, and it has to be in base64'
  if (/\$[({A-Za-z]/.test(request))
    return 'spec.request holds a $ that no shell has replaced: a file that is applied is no script'
  if (/["']/.test(request)) return 'spec.request holds a quotation mark, which is no part of base64'
  if (/\S\s+\S/.test(request))
    return 'spec.request is wrapped into lines or has blanks in it, and base64 has to be one long line there'
  return 'spec.request is no base64'
}
