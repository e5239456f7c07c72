/**
 * Rejects requests of other pages in the same browser: by DNS rebinding, from another site, or from
 * another port of this machine, which browsers consider the same site.
 */
import type { IncomingMessage } from 'node:http'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { PLAIN_HOST } from '../../apiserver/http/wire/plain.ts'

/**
 * Before a browser sends this header from another origin, it sends a CORS preflight, which fails.
 * The value is the session's secret, once there is a session.
 */
export const OWN_HEADER = 'csrlab-page'

type GuardedRequest = Pick<IncomingMessage, 'headers'>

/** Returns undefined if the Host header is right. */
export const hostRefusal = (
  { headers: { host = '' } }: GuardedRequest,
  port: number,
): string | undefined =>
  host === `${PLAIN_HOST}:${port}`
    ? undefined
    : `this page is served only at ${PLAIN_HOST}:${port}, and the Host header is ${goQuote(host)}`

/** Returns undefined if the request is from the page. */
export const originRefusal = ({ headers }: GuardedRequest, port: number): string | undefined => {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin !== `http://${PLAIN_HOST}:${port}`)
    return `this is only for the page itself, and the Origin header is ${goQuote(origin)}`
  if (site !== undefined && site !== 'same-origin')
    return `this is only for the page itself, and the Sec-Fetch-Site header is ${goQuote(site)}`
  if (headers[OWN_HEADER] === undefined)
    return `this is only for the page itself, which sends the header ${OWN_HEADER}`
  return undefined
}
