export const base64Fault = (request: string): string => {
  if (request.trimStart().startsWith('-----BEGIN'))
    return 'spec.request is PEM text and must be base64'
  if (/\$[({A-Za-z]/.test(request))
    return 'spec.request contains a $ that no shell expanded: kubectl apply runs no shell'
  if (/["']/.test(request)) return 'spec.request contains a quotation mark, which is not base64'
  if (/\S\s+\S/.test(request))
    return 'spec.request has line breaks or spaces, and must be one line of base64'
  return 'spec.request is not base64'
}
