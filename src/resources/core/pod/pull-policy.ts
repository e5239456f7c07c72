/** The default: `Always` for the tag `latest`, and for an image with neither tag nor digest. */
export const pullPolicyOf = (image: string): string => {
  const [name = '', digest] = image.split('@', 2)
  // the registry may have a port
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const tag = colon < 0 ? undefined : last.slice(colon + 1)
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}
