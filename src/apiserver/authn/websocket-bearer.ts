/**
 * Bearer tokens as WebSocket subprotocols, for browsers, whose WebSockets cannot set headers
 * (`k8s.io/apiserver/pkg/authentication/request/websocket`).
 */
import type { CredentialAuthenticator } from './authenticator.ts'
import type { AuthenticateToken } from './bearer.ts'

const PREFIX = 'base64url.bearer.authorization.k8s.io.'

export const splitSubprotocols = (
  header: string,
): { readonly tokens: readonly string[]; readonly others: readonly string[] } => {
  const all = header === '' ? [] : header.split(',').map((protocol) => protocol.trim())
  return {
    tokens: all.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)),
    others: all.filter((name) => !name.startsWith(PREFIX)),
  }
}

/** Returns undefined for invalid base64url or UTF-8. */
const decodeToken = (encoded: string): string | undefined => {
  if (!/^[\w-]*$/.test(encoded) || encoded.length % 4 === 1) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url'))
  } catch {
    return undefined
  }
}

/**
 * Requires a subprotocol besides the token: the answer must name one that the client offered, and
 * must not reveal the token.
 */
export const webSocketBearer =
  (authenticate: AuthenticateToken): CredentialAuthenticator =>
  ({ subprotocols = '' }) => {
    const { tokens, others } = splitSubprotocols(subprotocols)
    if (tokens.length > 1) return { error: 'more than one subprotocol has a bearer token' }
    const [encoded] = tokens
    if (encoded === undefined || encoded === '') return undefined
    const token = decodeToken(encoded)
    if (token === undefined)
      return { error: 'the bearer token of the subprotocol is not base64url' }
    if (others.length === 0) return { error: 'no subprotocol besides the bearer token' }
    return authenticate(token)
  }
