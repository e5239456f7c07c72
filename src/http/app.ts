/**
 * The HTTP application: the stages of a request in the order in which it meets them. Fastify carries; what is asked and what
 * is answered is decided by the plain functions that this file calls.
 */
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { StatusError, unauthorized } from '../api/status.ts'
import { isLarge } from '../api/turns.ts'
import { SYSTEM_ANONYMOUS, type UserInfo } from '../api/user.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import { type Auditor, recordAnswer } from './gate/audit.ts'
import { authorize } from './gate/authorize.ts'
import { type BoundsOptions, forgetBody, type Held, RequestBounds } from './gate/bounds.ts'
import type { Answer, Call, Services, StreamAnswer } from './call.ts'
import { compressed, isCompressible } from './answer/compress.ts'
import { credentialsOf } from './gate/credentials.ts'
import { RequestTimedOut } from './gate/deadline.ts'
import { type EndpointParts, handleEndpoint } from './endpoints/endpoints.ts'
import { errorAnswer } from './error-answer.ts'
import { BODY_LIMIT } from './errors.ts'
import { hintsOnError } from './hints.ts'
import { checkHost } from './wire/host.ts'
import { boundHandshakes } from './wire/handshakes.ts'
import { impersonate } from './gate/impersonate.ts'
import {
  answerClientError,
  closeIdleSessions,
  limitHttp1,
  limitToOneRequest,
  sendAtOnce,
} from './wire/connections.ts'
import type { MeasuredRequest } from './metrics/metrics.ts'
import { LargeRequests } from './gate/large.ts'
import { OpenConnections } from './wire/open-connections.ts'
import { inPieces, isSentInPieces } from './answer/pieces.ts'
import { PLAIN_HOST, plainServer } from './wire/plain.ts'
import { MalformedUrl, parseRequestInfo, type RequestInfo } from './request-info.ts'
import { handleResource, type Outcome } from './route.ts'
import { Streams } from './wire/streams.ts'
import { serveUpgrades } from './wire/upgrade.ts'
import { announcedBytes, isLargeUpload, Uploads } from './gate/uploads.ts'
import { warningHeaders } from './answer/warnings.ts'
import { isLargeYaml, YamlThread } from './body/yaml-thread.ts'

export interface AppParts {
  readonly services: Services
  readonly endpoints: EndpointParts
  readonly authenticator: Authenticator
  /** TLS and HTTP/2 settings for Fastify, or undefined for plain HTTP */
  readonly tls: object | undefined
  readonly bounds: BoundsOptions
  readonly logLevel: string
  /** undefined: there is no audit log */
  readonly auditor: Auditor | undefined
}

/** What the hooks find out about a request, for the handler. */
interface Known extends Held {
  readonly contentType: string | undefined
  readonly measured: MeasuredRequest
  /** size of the answer's body before it is packed */
  bytes: number
  /** aborted when nobody waits for the answer any more */
  readonly gone: AbortController
  /** whether there is an answer */
  answered: boolean
  /** tells that a large body is no longer needed */
  forget?: () => void
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** The ids of the flow schema and priority level that the real server names; constant for a process. */
const FLOW_HEADERS = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
}

/** What Fastify is told of every body: it would judge the media type, and not read bodies of HTTP/2 that have none. */
const OPAQUE = 'application/octet-stream'

const unasked = (): never => {
  throw new Error('no route has a schema')
}

/** In the place of ajv and a compiler of serializers, a hundred files that Fastify loads for the schemas of routes. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => unasked, buildSerializer: () => unasked },
}

const NO_QUERY = new URLSearchParams()
const NO_WARNINGS: ReadonlySet<string> = new Set()

const portOf = (server: Pick<Server, 'address'>): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const isStream = (outcome: Outcome): outcome is StreamAnswer => 'run' in outcome

export class App {
  readonly fastify: FastifyInstance
  readonly #parts: AppParts
  readonly #bounds: RequestBounds
  readonly #yaml = new YamlThread()
  readonly #large: LargeRequests
  readonly #uploads: Uploads
  readonly #known = new WeakMap<FastifyRequest, Known>()
  readonly #audits = new WeakMap<FastifyRequest, AuditRecord>()
  readonly #streams = new Streams()
  #plain: { readonly server: Server; readonly connections: OpenConnections } | undefined

  constructor(parts: AppParts) {
    this.#parts = parts
    this.#large = new LargeRequests(parts.services.turns)
    this.#uploads = new Uploads(parts.services.clock)
    this.#bounds = new RequestBounds(parts.bounds, parts.services.clock)
    const fastify = Fastify({
      ...(parts.tls as object),
      // standard output is the command line's
      logger:
        parts.logLevel === 'silent' ? false : { level: parts.logLevel, stream: process.stderr },
      logController: new LogController({ disableRequestLogging: true }),
      exposeHeadRoutes: false,
      bodyLimit: BODY_LIMIT,
      forceCloseConnections: true,
      requestIdHeader: false,
      // one route for everything: no URL is too odd for it, and authorization has to come before routing
      rewriteUrl: () => '/',
      clientErrorHandler: answerClientError,
      schemaController: NO_SCHEMAS,
    } as never) as unknown as FastifyInstance
    this.fastify = fastify
    const connections = new OpenConnections(fastify.server)
    sendAtOnce(fastify.server)
    if (parts.tls !== undefined) boundHandshakes(fastify.server)
    limitHttp1(fastify.server)
    closeIdleSessions(fastify.server)
    serveUpgrades(fastify.server)
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
    fastify.addHook('preParsing', (request, reply, payload, done) => {
      const bytes = announcedBytes(request.raw)
      if (!isLargeUpload(bytes)) return done(null, payload)
      this.#uploads.room(bytes, (leave) => {
        reply.raw.once('close', leave)
        const known = this.#known.get(request)
        if (known !== undefined) known.forget = leave
        done(null, payload)
      })
    })
    fastify.addHook('preClose', async () => {
      await this.#streams.end()
      connections.end()
      this.#plain?.server.close()
      this.#plain?.connections.end()
      await this.#yaml.close()
    })
    fastify.setErrorHandler((error, request, reply) => this.#fail(request, reply, error))
    fastify.route({
      method: [...METHODS],
      url: '/',
      handler: (request, reply) => this.#handle(request, reply),
    })
    // methods that Fastify has no route for
    fastify.setNotFoundHandler((request, reply) => this.#handle(request, reply))
  }

  /** The port that it listens on; 0 before. */
  get port(): number {
    return portOf(this.fastify.server)
  }

  /** Listens on the loopback for plain HTTP too, until the end; resolves with the port. Rejects as `listen` does. */
  async listenPlain(port: number): Promise<number> {
    const server = plainServer((request, response) => this.fastify.routing(request, response))
    const connections = new OpenConnections(server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: PLAIN_HOST, port }, resolve)
    })
    this.#plain = { server, connections }
    return portOf(server)
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

  /** Who asks, for whom, and may they: before anything is read or routed. Throws 400, 401, 403, 429. */
  #admit(request: FastifyRequest, reply: FastifyReply): void {
    const { services, authenticator } = this.#parts
    const { metrics, clock } = services
    const { headers } = request.raw
    const contentType = headers['content-type']
    headers['content-type'] = OPAQUE
    const auditID = headers['audit-id'] ?? randomUUID()
    reply.header('audit-id', auditID)
    reply.header('cache-control', 'no-cache, private')
    // HTTP/0.9, which Node reads and Go's server does not
    if (request.raw.httpVersionMajor < 1) throw new MalformedUrl(request.originalUrl)
    checkHost(request.raw)
    const info = parseRequestInfo(request.method, request.originalUrl)
    const timeoutMs = this.#bounds.timeoutOf(info)
    const credentials = credentialsOf(request.raw)
    const { peer } = credentials
    const outcome = authenticator.authenticate(credentials)
    if (outcome.warning !== undefined) reply.header('warning', warningHeaders([outcome.warning]))
    const audit = this.#audit(request, reply, info, String(auditID), outcome.user)
    const lifetime = peer === undefined ? undefined : (peer.notAfter - clock.now()) / 1000
    metrics.authenticated(outcome.user !== undefined, lifetime)
    if (outcome.user === undefined || outcome.user.name === SYSTEM_ANONYMOUS)
      limitToOneRequest(request.raw)
    if (outcome.user === undefined) throw unauthorized()
    const user = impersonate(request.raw.rawHeaders, info.path, outcome.user, services.authorizer)
    if (user !== outcome.user) audit?.impersonates(user)
    reply.headers(FLOW_HEADERS)
    const measured = metrics.begin(info, contentType)
    const known: Known = {
      info,
      user,
      timeoutMs,
      contentType,
      measured,
      bytes: 0,
      gone: new AbortController(),
      answered: false,
    }
    this.#known.set(request, known)
    reply.raw.once('close', () => {
      measured.end(reply.raw.statusCode, known.bytes)
      if (!known.answered) known.gone.abort()
    })
    this.#bounds.hold(known, measured, reply.raw, () => {
      known.gone.abort()
      forgetBody(request.raw, reply.raw)
      this.#fail(request, reply, new RequestTimedOut())
    })
    authorize(services.authorizer, info, user, audit)
  }

  /** Begins the record of a request, and completes it with the answer. */
  #audit(
    request: FastifyRequest,
    reply: FastifyReply,
    info: RequestInfo,
    auditID: string,
    user: UserInfo | undefined,
  ): AuditRecord | undefined {
    const { auditor } = this.#parts
    if (auditor === undefined) return undefined
    const { headers, socket } = request.raw
    const { remoteAddress } = socket
    const asked = { info, headers, url: request.originalUrl, auditID, remoteAddress, user }
    const record = auditor.begin(asked)
    if (record === undefined) return undefined
    this.#audits.set(request, record)
    const { raw } = reply
    raw.once('close', () => record.complete(raw.headersSent ? raw.statusCode : undefined))
    return record
  }

  async #handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const known = this.#known.get(request)!
    const { info, user, contentType, gone } = known
    const { headers } = request.raw
    const { turns } = this.#parts.services
    if (contentType === undefined) delete headers['content-type']
    else headers['content-type'] = contentType
    const audit = this.#audits.get(request)
    const call: Call = {
      services: this.#parts.services,
      info,
      headers,
      user,
      serverAddress: headers.host ?? (headers[':authority'] as string | undefined) ?? '',
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      signal: gone.signal,
      audit,
      warnings: new Set(),
    }
    const handle = (): Outcome | Promise<Outcome> =>
      info.isResourceRequest ? handleResource(call) : handleEndpoint(call, this.#parts.endpoints)
    const handled = (): void => {
      known.answered = true
      known.forget?.()
    }
    try {
      if (isLargeYaml(contentType, call.body)) await this.#yaml.read(call.body)
      const outcome = await (isLarge(call.body) ? this.#large.run(handle, gone.signal) : handle())
      handled()
      if (isStream(outcome)) {
        if (call.warnings.size > 0) reply.header('warning', warningHeaders([...call.warnings]))
        this.#streams.begin(request, reply, outcome, gone, audit)
        return reply
      }
      known.bytes = outcome.body.length
      if (audit !== undefined) recordAnswer(audit, outcome, call.services.schemas)
      if (!isCompressible(outcome, headers['accept-encoding']))
        return this.#send(reply, outcome, call.warnings)
      return this.#send(reply, await compressed(outcome), call.warnings)
    } catch (error) {
      // whoever went is told nothing, and who had waited too long has been told so
      if (gone.signal.aborted) return reply
      handled()
      if (isLarge(call.body)) await turns.next()
      return this.#fail(request, reply, error, call.warnings)
    }
  }

  #send(
    reply: FastifyReply,
    { code, contentType, body, headers }: Answer,
    warnings: ReadonlySet<string>,
  ): FastifyReply {
    // its time was over, and it has been told so
    if (reply.sent) return reply
    reply.code(code).header('content-type', contentType)
    if (headers !== undefined) reply.headers(headers)
    if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
    if (!isSentInPieces(body)) return reply.send(body)
    return reply.header('content-length', body.length).send(inPieces(body))
  }

  #fail(
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    warnings: ReadonlySet<string> = NO_WARNINGS,
  ): FastifyReply {
    const failed = {
      headers: request.raw.headers,
      query: this.#known.get(request)?.info.query ?? NO_QUERY,
      url: request.originalUrl,
      schemas: this.#parts.services.schemas,
    }
    const audit = this.#audits.get(request)
    const answer = errorAnswer(error, failed, (bug) => {
      request.log.error(bug)
      audit?.panicked(bug)
    })
    if (error instanceof StatusError) audit?.failed(error.status)
    if (audit !== undefined) recordAnswer(audit, answer, failed.schemas)
    const hints = hintsOnError(this.#parts, request, error)
    return this.#send(reply, answer, new Set([...warnings, ...hints]))
  }
}
