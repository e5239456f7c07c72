/** Fastify as it is used here: it reads bodies as bytes and writes answers; what is asked and answered is decided elsewhere. */
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { BODY_LIMIT } from '../errors.ts'
import {
  answerClientError,
  closeIdleSessions,
  limitHttp1,
  refuseExpectations,
  sendAtOnce,
} from '../wire/connections.ts'
import { type Front, fronted } from '../wire/front.ts'
import { shareHandshakes } from '../wire/handshake-rounds.ts'
import { boundHandshakes } from '../wire/handshakes.ts'
import { closeWithConnection } from '../wire/pipelined.ts'
import { serveUpgrades } from '../wire/upgrade.ts'

export interface CarrierOptions {
  /** TLS and HTTP/2 settings, or undefined for plain HTTP */
  readonly tls: object | undefined
  /** for what else the listener serves; only with TLS */
  readonly front?: Front | undefined
  /** undefined: nothing is logged */
  readonly log: FastifyBaseLogger | undefined
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const unasked = (): never => {
  throw new Error('no route has a schema')
}

/** In the place of ajv and a compiler of serializers, a hundred files that Fastify loads for the schemas of routes. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => unasked, buildSerializer: () => unasked },
}

/** An instance that hands every request to `handler` once its body is read; its server is held to kube-apiserver's limits. */
export const createCarrier = (
  { tls, log, front }: CarrierOptions,
  handler: (request: FastifyRequest) => Promise<FastifyReply>,
): FastifyInstance => {
  const fastify = Fastify({
    ...(tls as object),
    ...(front && fronted(front)),
    ...(log && { loggerInstance: log }),
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
  const { server } = fastify
  sendAtOnce(server)
  if (tls !== undefined) {
    shareHandshakes(server)
    boundHandshakes(server)
  }
  limitHttp1(server)
  refuseExpectations(server)
  closeIdleSessions(server)
  closeWithConnection(server)
  serveUpgrades(server)
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  fastify.route({ method: [...METHODS], url: '/', handler })
  // methods that Fastify has no route for
  fastify.setNotFoundHandler(handler)
  return fastify
}
