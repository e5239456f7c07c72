/** Returns the protocol of a URL with only a host and perhaps a port; undefined for other texts. */
export const bareUrlProtocol = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined
  const { protocol, pathname, search, hash, username, password } = new URL(text)
  return pathname === '/' && `${search}${hash}${username}${password}` === '' ? protocol : undefined
}
