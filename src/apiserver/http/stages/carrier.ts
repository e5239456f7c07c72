/** Fastify as it is used here: it reads bodies as bytes and writes answers; what is asked and answered is decided elsewhere. */
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type InjectOptions,
} from 'fastify'
import { BODY_LIMIT } from '../errors.ts'
import type { AnyRequest, AnyResponse } from '../wire/front.ts'
import { routeAnyMethod } from '../wire/method.ts'
import { EXCHANGE } from './exchange.ts'
import type { Stages } from './stages.ts'

/** What came of a request that did not leave the process. */
export interface CarriedAnswer {
  readonly statusCode: number
  readonly rawPayload: Buffer
}

/** Brings requests to the stages of one server. */
export interface Carrier {
  /** Takes a request that somebody's listener has got. */
  handle(request: AnyRequest, response: AnyResponse): void
  /** A request that does not leave the process. */
  inject(asked: InjectOptions): Promise<CarriedAnswer>
  /** Resolves once requests can come. */
  ready(): Promise<void>
  /** Ends what goes on, and takes no more. */
  close(): Promise<void>
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const unasked = (): never => {
  throw new Error('no route has a schema')
}

/** In the place of ajv and a compiler of serializers, a hundred files that Fastify loads for the schemas of routes. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => unasked, buildSerializer: () => unasked },
}

/**
 * An instance that hands every request to the stages that are its own, by what has come over the wire. `options`: of its listener; `log`
 * undefined: nothing is logged.
 */
export const createFastify = (
  options: object,
  log: FastifyBaseLogger | undefined,
  stagesOf: (raw: FastifyRequest['raw']) => Stages,
): FastifyInstance => {
  const fastify = Fastify({
    ...options,
    ...(log && { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    requestIdHeader: false,
    // one route for everything: no URL is too odd for it, and authorization has to come before routing
    rewriteUrl: (raw: FastifyRequest['raw']) => {
      routeAnyMethod(raw)
      return '/'
    },
    schemaController: NO_SCHEMAS,
  } as never) as unknown as FastifyInstance
  const handler = (request: FastifyRequest) => stagesOf(request.raw).handle(request)
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  fastify.route({ method: [...METHODS], url: '/', handler })
  // methods that Fastify has no route for
  fastify.setNotFoundHandler(handler)
  fastify.decorateRequest(EXCHANGE, null)
  fastify.addHook('onRequest', (request, reply, done) =>
    stagesOf(request.raw).begin(request, reply, done),
  )
  fastify.addHook('preParsing', (request, _reply, payload, done) =>
    stagesOf(request.raw).letBodyIn(request, payload, done),
  )
  fastify.setErrorHandler((error, request) => stagesOf(request.raw).fail(request, error))
  return fastify
}
