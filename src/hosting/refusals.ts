/** Responses of the host on behalf of clusters that cannot answer. */
import { notFound, serviceUnavailable, type Status } from '../apimachinery/status.ts'
import { stringifyJson } from '../apimachinery/text/json.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import type { AnyResponse } from '../apiserver/http/wire/message.ts'
import { CLUSTERS } from './hosted-clusters.ts'

export interface Refusal {
  readonly code: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const LATER = { 'retry-after': '1' }

const statusRefusal = (code: number, status: Status, headers = {}): Refusal => ({
  code,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${stringifyJson(status)}\n`,
})

export const unknown = (cluster: string): Refusal => {
  const { code, status } = notFound(CLUSTERS, cluster)
  const message = `${status.message}: it was deleted, has expired, or has another name`
  return statusRefusal(code, { ...status, message })
}

export const unavailable = (cluster: string): Refusal => {
  const { code, status } = serviceUnavailable(`the cluster ${cluster} is unavailable`)
  return statusRefusal(code, status, LATER)
}

/** The response to requests beyond the rate limit, in kube-apiserver's words. */
export const TOO_MANY: Refusal = {
  code: 429,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...LATER },
  body: `${new TooManyRequests().message}\n`,
}

export const refuse = (response: AnyResponse, { code, headers, body }: Refusal): void => {
  if (response.headersSent || response.writableEnded) return
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'x-content-type-options': 'nosniff',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  } as never)
  response.end(body as never)
}
