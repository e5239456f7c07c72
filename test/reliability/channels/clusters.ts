/** What says which cluster of a host is meant: read before anybody knows who asks. */
import type { Client } from '../client.ts'
import { CHARACTER_LIMIT, type Channel } from './channel.ts'

/** What a request line may hold stays as it is. */
const raw = (text: string): string => text.replaceAll(/[^!-~]|[#?]/gu, encodeURIComponent)

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** `client`: on the host's own paths. */
export const clusterChannels = (client: Client): Channel[] => {
  const channel = (
    name: string,
    path: (text: string) => string,
    authorization?: (text: string) => string,
  ): Channel => ({
    name: `cluster, ${name}`,
    longest: CHARACTER_LIMIT,
    short: true,
    send: async (text) => {
      const headers = authorization === undefined ? {} : { authorization: authorization(text) }
      await client.ask('GET', path(text), undefined, headers)
    },
  })
  const token = (header: object): string => `Bearer ${base64url(JSON.stringify(header))}.e30.AA`
  return [
    channel('its name in a path', (text) => `/clusters/${raw(text)}/api`),
    channel('its name and no more', (text) => `/clusters/${raw(text)}`),
    channel('a name behind a host', (text) => `http://${raw(text)}/clusters/a/api`),
    channel('a watch there', (text) => `/clusters/a/api/v1/pods?watch=${raw(text)}`),
    channel(
      'the kid of a token',
      () => '/api',
      (kid) => token({ alg: 'RS256', kid }),
    ),
    channel(
      'the algorithm of a token',
      () => '/api',
      (alg) => token({ alg, kid: 'a' }),
    ),
    channel(
      'a token that is none',
      () => '/api',
      (text) => `Bearer ${base64url(text)}`,
    ),
  ]
}
