/** The host's answers to requests that no cluster answers. */
import { notFound, serviceUnavailable, type StatusError } from '../apimachinery/status.ts'
import { stringifyJson } from '../apimachinery/text/json.ts'
import type { Answer } from '../apiserver/http/answer/answer.ts'
import { TooManyRequests } from '../apiserver/http/limits/inflight.ts'
import type { AnyResponse } from '../apiserver/http/wire/message.ts'
import { CLUSTERS } from './hosted-clusters.ts'

const answerOf = ({ code, status }: StatusError, headers = {}, more = ''): Answer => ({
  code,
  contentType: 'application/json',
  body: Buffer.from(`${stringifyJson({ ...status, message: `${status.message}${more}` })}\n`),
  headers: { 'x-content-type-options': 'nosniff', ...headers },
})

export const unknown = (cluster: string): Answer =>
  answerOf(notFound(CLUSTERS, cluster), {}, ': it was deleted, has expired, or has another name')

export const unavailable = (cluster: string): Answer =>
  answerOf(serviceUnavailable(`the cluster ${cluster} is unavailable`), { 'retry-after': '1' })

export const TOO_MANY = new TooManyRequests().answer

export const refuse = (
  response: AnyResponse,
  { code, contentType, headers, body }: Answer,
): void => {
  if (response.headersSent || response.writableEnded) return
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'content-type': contentType,
    'content-length': body.length,
    ...headers,
  } as never)
  response.end(body as never)
}
