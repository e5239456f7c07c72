/**
 * Serves the page over plain HTTP on the loopback, because browsers do not trust the cluster's CA.
 * The page's files are public. A link's token starts a session, which all other requests need.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forbiddenPath, noSuchPath, unauthorized } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { recentAuditEvents } from './recent-audit-events.ts'
import { serveLikeGo } from '../../apiserver/http/wire/connections.ts'
import { listenOn } from '../../apiserver/http/wire/listener.ts'
import { serveInOrder } from '../../apiserver/http/wire/pipelined.ts'
import { PLAIN_HOST } from '../../apiserver/http/wire/plain.ts'
import { sendAsset, sendError, sendJson, setHeaders } from './answer.ts'
import { type Asset, readAssets } from './assets.ts'
import { hostRefusal, originRefusal } from './browser-guard.ts'
import { viewedUser } from './certificate-users.ts'
import { forward, isForwarded } from './forward.ts'
import { ownRequests } from './own-requests.ts'
import type { PageParts } from './parts.ts'
import { readBody } from './body.ts'
import { openSessions, type Sessions } from './sessions.ts'

const SESSION = '/page/v1/session'

export class Page {
  readonly #parts: PageParts
  readonly #server: Server
  readonly #assets: ReadonlyMap<string, Asset>
  readonly #sessions: Sessions
  readonly #own: ReturnType<typeof ownRequests>
  readonly port: number

  private constructor(parts: PageParts, server: Server, assets: ReadonlyMap<string, Asset>) {
    this.#parts = parts
    this.#server = server
    this.#assets = assets
    this.port = (server.address() as AddressInfo).port
    this.#sessions = openSessions(parts, this.port)
    const events = recentAuditEvents()
    parts.listen(events)
    this.#own = ownRequests(parts, events)
    server.on('request', (request, response) => this.#answer(request, response))
    serveInOrder(server)
  }

  /** Rejects with ListenError, or with the system's error if the page has not been built. */
  static async open(parts: PageParts): Promise<Page> {
    const assets = await readAssets()
    const server = createServer()
    serveLikeGo(server)
    await listenOn(server, PLAIN_HOST, parts.port, '--ui-port')
    return new Page(parts, server, assets)
  }

  get url(): string {
    return `http://${PLAIN_HOST}:${this.port}`
  }

  /**
   * Returns a one-time link to the page. The session starts as the user `as`; default: the opener.
   * Rejects like {@link viewedUser}.
   */
  async link(opener: UserInfo, as?: string): Promise<string> {
    const user = as === undefined ? opener : await viewedUser(this.#parts, opener, as)
    return `${this.url}/#${this.#sessions.link({ opener: user, user })}`
  }

  unref(): void {
    this.#server.unref()
    this.#server.on('connection', (socket) => socket.unref())
  }

  /** Resolves when the port is closed. Open pages try to reconnect. */
  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve)
      this.#server.closeAllConnections()
    })
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    setHeaders(response)
    this.#route(request, response).catch((error: unknown) => sendError(response, error))
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request
    const wrongHost = hostRefusal(request, this.port)
    if (wrongHost !== undefined) throw forbiddenPath(wrongHost)
    const asset = this.#assets.get(url.split('?', 1)[0]!)
    if (asset !== undefined && method === 'GET') return sendAsset(response, asset)
    const wrongOrigin = originRefusal(request, this.port)
    if (wrongOrigin !== undefined) throw forbiddenPath(wrongOrigin)
    if (url === SESSION && method === 'POST') return this.#begin(request, response)
    const session = this.#sessions.of(request)
    if (session === undefined) throw unauthorized()
    if (isForwarded(request)) return forward(this.#parts, session.user, request, response)
    const answer = await this.#own(session, request)
    if (answer === undefined) throw noSuchPath(`this page has nothing at ${url}`)
    return sendJson(response, 200, answer)
  }

  async #begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token } = await readBody<{ token?: unknown }>(request)
    const begun = this.#sessions.begin(String(token))
    if (begun === undefined)
      throw forbiddenPath('this link was used or is older than a minute; csrlab ui makes a new one')
    sendJson(response, 201, { secret: begun.secret }, { 'set-cookie': begun.cookie })
  }
}
