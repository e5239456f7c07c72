/** The default pull policy: `Always` for `latest` and for images without tag and digest. */
export const pullPolicyOf = (image: string): string => {
  const [name = '', digest] = image.split('@', 2)
  // skips the port of the registry
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const tag = colon < 0 ? undefined : last.slice(colon + 1)
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}
