/**
 * The HTTP application: the stages of a request in the order in which it meets them. Fastify carries; what is asked and what
 * is answered is decided by the plain functions that this file calls.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { stringifyJson } from '../api/json.ts'
import { goQuote } from '../api/quote.ts'
import { badRequest, StatusError, unauthorized } from '../api/status.ts'
import type { UserInfo } from '../api/user.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import { ImpersonationError } from '../authn/impersonation.ts'
import { escapeHtml } from '../authz/forbidden.ts'
import { authorize } from './authorize.ts'
import type { Answer, Call, Services, StreamAnswer } from './call.ts'
import { Connections } from './connections.ts'
import { type EndpointParts, handleEndpoint } from './endpoints.ts'
import { asStatusError, BODY_LIMIT } from './errors.ts'
import { formOf } from './handlers/form.ts'
import { impersonate } from './impersonate.ts'
import { peerOf } from './peer.ts'
import { renderJson } from './representation.ts'
import { parseRequestInfo, type RequestInfo } from './request-info.ts'
import { handleResource, type Outcome } from './route.ts'
import { streamWriter } from './stream-writer.ts'
import { warningHeaders } from './warnings.ts'

export interface AppParts {
  readonly services: Services
  readonly endpoints: EndpointParts
  readonly authenticator: Authenticator
  /** TLS and HTTP/2 settings for Fastify, or undefined for plain HTTP */
  readonly tls: object | undefined
  readonly logLevel: string
}

/** What the hooks find out about a request, for the handler. */
interface Known {
  info: RequestInfo
  user: UserInfo
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** The ids of the flow schema and priority level that the real server names; constant for a process. */
const FLOW_HEADERS = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
}

const isStream = (outcome: Outcome): outcome is StreamAnswer => 'run' in outcome

export class App {
  readonly fastify: FastifyInstance
  readonly #parts: AppParts
  readonly #known = new WeakMap<FastifyRequest, Known>()
  /** aborted when the server stops: ends watches */
  readonly #stopping = new AbortController()
  readonly #streams = new Set<Promise<void>>()

  constructor(parts: AppParts) {
    this.#parts = parts
    const fastify = Fastify({
      ...(parts.tls as object),
      // standard output is the command line's
      logger:
        parts.logLevel === 'silent' ? false : { level: parts.logLevel, stream: process.stderr },
      logController: new LogController({ disableRequestLogging: true }),
      exposeHeadRoutes: false,
      bodyLimit: BODY_LIMIT,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: 8192, ignoreTrailingSlash: true },
      requestIdHeader: false,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        this.#fail(request, reply, badRequest(error.message))
      },
    } as never) as unknown as FastifyInstance
    this.fastify = fastify
    const connections = new Connections(fastify.server)
    fastify.removeAllContentTypeParsers()
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    fastify.addHook('onRequest', (request, reply, done) => {
      try {
        this.#admit(request, reply)
        done()
      } catch (error) {
        this.#fail(request, reply, error)
      }
    })
    fastify.addHook('preClose', async () => {
      this.#stopping.abort()
      await Promise.allSettled(this.#streams)
      connections.end()
    })
    fastify.setErrorHandler((error, request, reply) => this.#fail(request, reply, error))
    fastify.route({
      method: [...METHODS],
      url: '*',
      handler: (request, reply) => this.#handle(request, reply),
    })
    fastify.setNotFoundHandler((request, reply) => this.#handle(request, reply))
  }

  /** The port that it listens on; 0 before. */
  get port(): number {
    const address = this.fastify.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** A request with a bearer token that does not leave the process. */
  async inject(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    token: string,
    body?: object,
  ): Promise<{ code: number; body: Record<string, unknown> }> {
    const answer = await this.fastify.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'csrlab',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { code: answer.statusCode, body: answer.json() }
  }

  /** Who asks, for whom, and may they: before anything is read or routed. Throws 400, 401, 403. */
  #admit(request: FastifyRequest, reply: FastifyReply): void {
    const { services, authenticator } = this.#parts
    reply.header('audit-id', request.headers['audit-id'] ?? randomUUID())
    reply.header('cache-control', 'no-cache, private')
    let info: RequestInfo
    try {
      info = parseRequestInfo(request.method, request.raw.url ?? '/')
    } catch {
      throw badRequest('the path of the request is not valid percent-encoded UTF-8')
    }
    const outcome = authenticator.authenticate({
      authorization: request.headers.authorization,
      peer: peerOf(request.raw),
    })
    if (outcome.warning !== undefined) reply.header('warning', warningHeaders([outcome.warning]))
    if (outcome.user === undefined) throw unauthorized()
    const user = impersonate(request.raw.rawHeaders, info.path, outcome.user, services.authorizer)
    for (const [name, value] of Object.entries(FLOW_HEADERS)) reply.header(name, value)
    authorize(services.authorizer, info, user)
    this.#known.set(request, { info, user })
  }

  async #handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { info, user } = this.#known.get(request)!
    const gone = new AbortController()
    const call: Call = {
      services: this.#parts.services,
      info,
      headers: request.headers,
      user,
      serverAddress:
        request.headers.host ?? (request.headers[':authority'] as string | undefined) ?? '',
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      signal: gone.signal,
      warnings: new Set(),
    }
    try {
      const outcome = await (info.isResourceRequest
        ? handleResource(call)
        : handleEndpoint(call, this.#parts.endpoints))
      if (isStream(outcome)) {
        if (call.warnings.size > 0) reply.header('warning', warningHeaders([...call.warnings]))
        return this.#stream(request, reply, outcome, gone)
      }
      return this.#send(reply, outcome, call.warnings)
    } catch (error) {
      return this.#fail(request, reply, error, call.warnings)
    }
  }

  #send(
    reply: FastifyReply,
    { code, contentType, body, headers }: Answer,
    warnings: ReadonlySet<string>,
  ): FastifyReply {
    reply.code(code).header('content-type', contentType)
    if (headers !== undefined) reply.headers(headers)
    if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
    return reply.send(body)
  }

  /** Writes an error as a Status in the form that the client accepts; JSON when it accepts none. */
  #fail(
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    warnings: ReadonlySet<string> = new Set(),
  ): FastifyReply {
    if (error instanceof ImpersonationError)
      return this.#sendImpersonationError(request, reply, error)
    const { status, code, reason } = asStatusError(error, (bug) => request.log.error(bug))
    const text = stringifyJson(status)
    const retryAfter = status.details?.retryAfterSeconds
    if (retryAfter !== undefined && retryAfter > 0) reply.header('retry-after', String(retryAfter))
    if (reason === 'Forbidden') reply.header('x-content-type-options', 'nosniff')
    if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
    const known = this.#known.get(request)
    const query = known?.info.query ?? new URLSearchParams()
    let contentType = 'application/json'
    let body: Buffer
    try {
      const form = formOf(
        { headers: request.headers, info: { query }, services: this.#parts.services } as Call,
        'plain',
      )
      contentType =
        form.mediaType === 'application/vnd.kubernetes.protobuf'
          ? 'application/json'
          : form.mediaType
      body = renderJson(text, contentType as typeof form.mediaType, form.pretty)
    } catch (unacceptable) {
      if (!(unacceptable instanceof StatusError)) throw unacceptable
      body = renderJson(text, 'application/json', true)
    }
    return reply.code(code).header('content-type', contentType).send(body)
  }

  /** The real server's filter answers these as a plain text. */
  #sendImpersonationError(
    request: FastifyRequest,
    reply: FastifyReply,
    { message }: ImpersonationError,
  ): FastifyReply {
    const text = `Internal Server Error: ${goQuote(request.raw.url ?? '')}: ${message}`
    return reply
      .code(500)
      .headers({
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      })
      .send(Buffer.from(`${escapeHtml(text)}\n`))
  }

  /** Hands the connection to a stream: headers at once, then whatever it writes. */
  #stream(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: StreamAnswer,
    gone: AbortController,
  ): FastifyReply {
    reply.hijack()
    const response = reply.raw as ServerResponse | Http2ServerResponse
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value)
    }
    response.setHeader('content-type', answer.contentType)
    response.statusCode = 200
    ;(response as ServerResponse).flushHeaders()
    const raw = request.raw as IncomingMessage | Http2ServerRequest
    const end = (): void => gone.abort()
    response.on('close', end)
    response.on('error', end)
    raw.on('aborted', end)
    this.#stopping.signal.addEventListener('abort', end, { once: true })
    if (this.#stopping.signal.aborted) end()
    const writer = streamWriter(response)
    const running = answer
      .run(writer, gone.signal)
      .catch((error: unknown) => request.log.error(error))
      .finally(() => {
        this.#stopping.signal.removeEventListener('abort', end)
        this.#streams.delete(running)
        writer.end()
      })
    this.#streams.add(running)
    return reply
  }
}
