/**
 * The way of a request as Fastify's lifecycle: what happens to every request before its handler,
 * and to every answer after it. Stages have the names of `DefaultBuildHandlerChain`
 * (k8s.io/apiserver/pkg/server/config.go). docs/flow.md says what Fastify cannot do.
 */
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Release } from '../../apimachinery/release/release.ts'
import { auditAnswer, compress, finish, holdAnswer, respond } from './answer/send.ts'
import { endpointRoutes, notFound } from './endpoints/handle-endpoint.ts'
import { refuse, refuseUnreadable } from './error-answer.ts'
import { audit } from './filters/audit.ts'
import { authenticate } from './filters/authentication.ts'
import { authorize, classify } from './filters/authorization.ts'
import { impersonate } from './filters/impersonation/impersonation.ts'
import { limitInflight } from './filters/inflight.ts'
import { receive, takeTurns } from './filters/receive.ts'
import { limitTime } from './filters/timeout.ts'
import { limitBody, readBody } from './filters/body.ts'
import { BODY_LIMIT } from './limits/uploads.ts'
import { measure } from './filters/metrics.ts'
import { observeEnd } from './observe.ts'
import { type Handle, notAllowed, resourceRoutes } from './routes.ts'
import type { Catalogue } from './served.ts'
import { Stages } from './stages.ts'
import { MAX_HEADER_BYTES } from './wire/connections.ts'

/** Everything that happens before a handler. Returns a function that makes Fastify's handlers. */
const addStages = (app: FastifyInstance) => {
  const stages = Stages.of(app)
    .checkRequest(observeEnd)
    .checkRequest(takeTurns)
    .onRequest(receive)
    .onRequest(authenticate)
    .onRequest(audit)
    .onRequest(impersonate)
    .checkRequest(measure)
    .checkRequest(classify)
    .checkRequest(limitTime)
    .checkRequest(authorize)
    .onRequest(limitInflight)
    .preParsing(limitBody)
    .preHandler(readBody)
  return (handle: Handle) => stages.handler((call) => respond(call, handle))
}

/** Everything that happens to an answer. */
const addAnswerStages = (app: FastifyInstance): void => {
  for (const stage of [holdAnswer, auditAnswer, compress, finish]) app.addHook('onSend', stage)
  app.setErrorHandler(refuse)
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

type FastifyHandler = (request: FastifyRequest, reply: FastifyReply) => void

/** Resources have a handler for each verb; all methods reach an endpoint that is no resource. */
const addRoutes = (
  app: FastifyInstance,
  { catalogue, release }: ServedApi,
  handler: (handle: Handle) => FastifyHandler,
): void => {
  const refuseMethod = handler(notAllowed)
  for (const { url, handlers } of resourceRoutes(catalogue)) {
    for (const [method, handle] of handlers) app.route({ method, url, handler: handler(handle) })
    const others = METHODS.filter((method) => !handlers.has(method))
    app.route({ method: others, url, handler: refuseMethod })
  }
  for (const { url, handle } of endpointRoutes(release))
    app.route({ method: METHODS, url, handler: handler(handle) })
  app.setNotFoundHandler(handler(notFound))
}

const noSchema = (): never => {
  throw new Error('no route has a schema')
}

/** Keeps Fastify from loading ajv and a hundred other files. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => noSchema, buildSerializer: () => noSchema },
}

/** What decides the routes. */
export interface ServedApi {
  readonly catalogue: Catalogue
  readonly release: Release
}

const createApp = (served: ServedApi): FastifyInstance => {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    frameworkErrors: refuseUnreadable,
    genReqId: () => randomUUID(),
    requestIdHeader: 'audit-id',
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    schemaController: NO_SCHEMAS,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const handler = addStages(app)
  addAnswerStages(app)
  addRoutes(app, served, handler)
  return app
}

/** by what they serve */
const apps = new Map<string, FastifyInstance>()

const keyOf = ({ catalogue, release }: ServedApi): string =>
  [
    release.version,
    ...catalogue.resources.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`),
    ...catalogue.posts.map(({ post }) => `${post.group}/${post.version}/${post.resource}`),
    ...endpointRoutes(release).map(({ url }) => url),
  ].join(' ')

/** Returns the app that all clusters of the process share if they serve the same. */
export const appOf = async (served: ServedApi): Promise<FastifyInstance> => {
  const key = keyOf(served)
  const app = apps.get(key) ?? createApp(served)
  apps.set(key, app)
  await app.ready()
  return app
}
