/**
 * Which requests come from our own page. Another page in the same browser can send requests here too: through a name that was made to
 * lead here (DNS rebinding), from another site, or from another port of this machine, which for a browser is the same site.
 */
import type { IncomingMessage } from 'node:http'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { PLAIN_HOST } from '../../apiserver/http/wire/plain.ts'

/**
 * A header that a page of another origin cannot send without asking first (CORS), and nobody answers that question. Its value is the
 * secret of the session, once there is one.
 */
export const OWN_HEADER = 'csrlab-page'

type Asked = Pick<IncomingMessage, 'headers'>

/** Why a request is not one to this very address; undefined: it is. */
export const hostRefusal = ({ headers: { host = '' } }: Asked, port: number): string | undefined =>
  host === `${PLAIN_HOST}:${port}`
    ? undefined
    : `this page is served at ${PLAIN_HOST}:${port} alone, and the Host header is ${goQuote(host)}`

/** Why a request that asks or does something has not come from our page; undefined: it has. */
export const originRefusal = ({ headers }: Asked, port: number): string | undefined => {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin !== `http://${PLAIN_HOST}:${port}`)
    return `this is for the page itself, and the Origin header is ${goQuote(origin)}`
  if (site !== undefined && site !== 'same-origin')
    return `this is for the page itself, and the Sec-Fetch-Site header is ${goQuote(site)}`
  if (headers[OWN_HEADER] === undefined)
    return `this is for the page itself, which sends the header ${OWN_HEADER}`
  return undefined
}
