/** Sends a browser's requests, without a browser. */
import { request as httpRequest } from 'node:http'
import { type Answer, answerOf } from '../../fixtures/answer.ts'
import { grant } from '../../fixtures/grants.ts'
import type { TestServer } from '../../fixtures/server.ts'
import { responseTo } from '../../fixtures/waits.ts'
import { buffer as bytesOf } from 'node:stream/consumers'

interface Sent {
  readonly method?: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
  /** omits the header that the page's script sends */
  readonly isForeign?: boolean
}

export class Browser {
  readonly url: string
  #cookie = ''
  #secret = 'none'

  constructor(url: string) {
    this.url = url
  }

  get cookie(): string {
    return this.#cookie
  }

  get secret(): string {
    return this.#secret
  }

  async ask(
    path: string,
    { method = 'GET', body, headers, isForeign }: Sent = {},
  ): Promise<Answer> {
    const payload = typeof body === 'object' ? JSON.stringify(body) : body
    const sent = httpRequest(new URL(path, this.url), {
      method,
      agent: false,
      headers: {
        ...(isForeign !== true && { 'csrlab-page': this.#secret }),
        ...(this.#cookie !== '' && { cookie: this.#cookie }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const message = await responseTo(sent.end(payload))
    const [cookie] = message.headers['set-cookie'] ?? []
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0]!
    return answerOf(message.statusCode!, message.headers, await bytesOf(message))
  }

  async code(path: string, sent: Sent = {}): Promise<number> {
    return (await this.ask(path, sent)).code
  }

  async session(): Promise<Answer['body']> {
    return (await this.ask('/page/v1/session')).body
  }

  become(user: string): Promise<Answer> {
    return this.ask('/page/v1/session', { method: 'PUT', body: { user } })
  }

  async enter(token: string): Promise<Answer> {
    const got = await this.ask('/page/v1/session', { method: 'POST', body: { token } })
    if (got.code === 201) this.#secret = got.body.secret
    return got
  }
}

export const tokenOf = (link: string): string => new URL(link).hash.slice(1)

const come = async (link: string) => {
  const browser = new Browser(new URL(link).origin)
  const { code, text } = await browser.enter(tokenOf(link))
  if (code !== 201) throw new Error(text)
  return browser
}

/** Uses a link for the user `as`; default: the administrator. */
export const enter = async (
  { server }: Pick<TestServer, 'server'>,
  as?: string,
): Promise<Browser> => come(await server.page.link(as))

/** Uses a link that this user requested. */
export const enterBy = async (
  server: TestServer,
  user: string,
  groups: readonly string[] = [],
): Promise<Browser> => {
  await grant(server, user, { nonResourceURLs: ['/csrlab/v1/ui'], verbs: ['post'] })
  const as = { user, groups: [...groups, 'system:authenticated'] }
  const { code, body, text } = await server.post('/csrlab/v1/ui', {}, { as })
  if (code !== 201) throw new Error(text)
  return come(body.url)
}
