import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { badRequest, requestEntityTooLarge } from '../../../apimachinery/status.ts'
import type { Call } from '../call.ts'
import { BODY_LIMIT } from '../gate/uploads.ts'
import { endWithAnswer } from '../wire/connections.ts'
import type { RequestStages } from './request-stages.ts'

interface RoutedCall {
  readonly call: Call
  readonly stages: RequestStages
}

const CARRIED = Symbol('a call and its stages')

const carriedOf = ({ raw }: Pick<FastifyRequest, 'raw'>): RoutedCall =>
  (raw as unknown as { [CARRIED]: RoutedCall })[CARRIED]

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Replaces methods that Fastify does not route. Fastify reads no body of a TRACE. */
const OTHER_METHOD = 'TRACE'

/**
 * Replaces every media type: Fastify rejects malformed media types, and may skip a body that has no
 * media type.
 */
const OPAQUE = 'application/octet-stream'

const noSchema = (): never => {
  throw new Error('no route has a schema')
}

/** Keeps Fastify from loading ajv and a hundred other files. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => noSchema, buildSerializer: () => noSchema },
}

/** Converts errors of Fastify's body parser; other errors are bugs. */
const statusOf = (error: FastifyError): Error => {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return requestEntityTooLarge(`Request entity too large: limit is ${BODY_LIMIT}`)
  const { statusCode = 500 } = error
  return statusCode >= 400 && statusCode < 500 ? badRequest(error.message) : error
}

const createFastify = (): FastifyInstance => {
  const fastify = Fastify({
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    requestIdHeader: false,
    // csrlab routes requests itself, after authorization, so Fastify needs only one route
    rewriteUrl: () => '/',
    schemaController: NO_SCHEMAS,
  })
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { call, stages } = carriedOf(request)
    stages.begin(call, () => stages.awaitRoom(call, () => done(null, payload)))
  })
  const handler = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // the stages write the response, not Fastify
    reply.hijack()
    const { call, stages } = carriedOf(request)
    if (Buffer.isBuffer(request.body)) call.body = request.body
    return stages.handle(call)
  }
  fastify.route({ method: METHODS, url: '/', handler })
  fastify.setNotFoundHandler(handler)
  fastify.setErrorHandler<FastifyError>((error, request, reply) => {
    reply.hijack()
    const { call, stages } = carriedOf(request)
    // the client may still be sending the body
    endWithAnswer(call.response)
    stages.fail(call, statusOf(error))
  })
  return fastify
}

/** shared by all servers of the process */
let fastify: FastifyInstance | undefined

export const prepareFastify = async (): Promise<void> => {
  fastify ??= createFastify()
  await fastify.ready()
}

export const carry = (call: Call, stages: RequestStages): void => {
  const { request, response, method } = call
  const carried: RoutedCall = { call, stages }
  ;(request as unknown as { [CARRIED]: RoutedCall })[CARRIED] = carried
  if (!METHODS.includes(method)) Object.assign(request, { method: OTHER_METHOD })
  request.headers['content-type'] = OPAQUE
  fastify!.routing(request as never, response as never)
}
