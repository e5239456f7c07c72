import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { UserInfo } from '../../apimachinery/user.ts'
import { hashToken } from '../../apiserver/authn/token.ts'
import { BoundedMap } from '../hints/bounded-map.ts'
import { OWN_HEADER } from './browser-guard.ts'
import type { PageParts } from './parts.ts'

export interface BrowserSession {
  /** the user who made the link */
  readonly opener: UserInfo
  /** the opener, or a user whom the opener may impersonate */
  user: UserInfo
}

interface BrowserSecrets {
  /** `Set-Cookie` header */
  readonly cookie: string
  /** value of the page's own header */
  readonly secret: string
}

/** validity of a link, in real time */
const LINK_MS = 60_000

const SECRET_BYTES = 32

const keyOf = (cookie: string): string => hashToken(cookie).toString('hex')

export type Sessions = ReturnType<typeof openSessions>

/** Keeps a limited number of links and of sessions; the oldest are dropped. */
export const openSessions = (
  { entropy, realTime }: Pick<PageParts, 'entropy' | 'realTime'>,
  port: number,
) => {
  // browsers send cookies to every port of a host, so the name has the port, and requests need a
  // secret too
  const name = `csrlab-page-${port}=`
  /** by the link's token; `until`: milliseconds since the epoch */
  const links = new BoundedMap<{ readonly session: BrowserSession; readonly until: number }>()
  /** by the SHA-256 of the cookie; `secret`: the SHA-256 of the page's secret */
  const sessions = new BoundedMap<{
    readonly session: BrowserSession
    readonly secret: Buffer
  }>()
  const random = (): string => entropy.bytes(SECRET_BYTES).toString('base64url')

  return {
    /** The token works once, within {@link LINK_MS}. */
    link: (session: BrowserSession): string => {
      const token = random()
      links.set(token, { session, until: realTime.now() + LINK_MS })
      return token
    },

    /** Returns undefined for an unknown, used or expired token. */
    begin: (token: string): BrowserSecrets | undefined => {
      const link = links.get(token)
      links.delete(token)
      if (link === undefined || realTime.now() >= link.until) return undefined
      const value = random()
      const secret = random()
      sessions.set(keyOf(value), { session: link.session, secret: hashToken(secret) })
      return { cookie: `${name}${value}; Path=/; HttpOnly; SameSite=Strict`, secret }
    },

    /** Returns undefined unless the request has the cookie and its secret. */
    of: ({ headers }: Pick<IncomingMessage, 'headers'>): BrowserSession | undefined => {
      const { cookie = '', [OWN_HEADER]: secret } = headers
      const found = cookie
        .split(';')
        .map((one) => one.trim())
        .find((one) => one.startsWith(name))
      const kept = found && sessions.get(keyOf(found.slice(name.length)))
      if (!kept || typeof secret !== 'string') return undefined
      return timingSafeEqual(kept.secret, hashToken(secret)) ? kept.session : undefined
    },
  }
}
