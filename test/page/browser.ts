/** What a browser sends to the page, without one. */
import { request as httpRequest } from 'node:http'
import type { TestServer } from '../fixtures/server.ts'
import { arrival } from '../fixtures/waits.ts'
import type { IncomingMessage } from 'node:http'

export interface Sent {
  readonly method?: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
  /** without the header that our page sends */
  readonly isForeign?: boolean
}

export interface Got {
  readonly code: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: any
}

export class Browser {
  readonly url: string
  #cookie = ''

  constructor(url: string) {
    this.url = url
  }

  get cookie(): string {
    return this.#cookie
  }

  async ask(path: string, { method = 'GET', body, headers, isForeign }: Sent = {}): Promise<Got> {
    const payload = typeof body === 'object' ? JSON.stringify(body) : body
    const sent = httpRequest(new URL(path, this.url), {
      method,
      agent: false,
      headers: {
        ...(isForeign !== true && { 'csrlab-page': '1' }),
        ...(this.#cookie !== '' && { cookie: this.#cookie }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    sent.end(payload)
    const [message] = (await arrival(sent, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const [cookie] = message.headers['set-cookie'] ?? []
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0]!
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      // files are none
    }
    return { code: message.statusCode!, headers: message.headers, text, body: parsed }
  }

  /** Hands in the token of a link. */
  enter(token: string): Promise<Got> {
    return this.ask('/page/v1/session', { method: 'POST', body: { token } })
  }
}

export const tokenOf = (link: string): string => new URL(link).hash.slice(1)

/** A browser that has come by a link of the administrator's, or of another user's. */
export const enter = async (
  { server }: Pick<TestServer, 'server'>,
  as?: string,
): Promise<Browser> => {
  const link = await server.page.link(as)
  const browser = new Browser(new URL(link).origin)
  const { code, text } = await browser.enter(tokenOf(link))
  if (code !== 201) throw new Error(text)
  return browser
}
