/** An image without tag and digest means its newest state, which has to be asked for every time. */
export const pullPolicyOf = (image: string): string => {
  const [name = '', digest] = image.split('@', 2)
  // the registry may have a port
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const tag = colon < 0 ? undefined : last.slice(colon + 1)
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}
