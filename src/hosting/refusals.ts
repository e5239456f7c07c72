/** Responses of the host on behalf of clusters that cannot answer. */
import { notFound, serviceUnavailable, type StatusError } from '../apimachinery/status.ts'
import { stringifyJson } from '../apimachinery/text/json.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import type { AnyResponse } from '../apiserver/http/wire/message.ts'

const RETRY_SECONDS = '1'

const write = (
  response: AnyResponse,
  code: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void => {
  if (response.headersSent || response.writableEnded) return
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'x-content-type-options': 'nosniff',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  } as never)
  response.end(body as never)
}

const writeStatus = (
  response: AnyResponse,
  { code, status }: Pick<StatusError, 'code' | 'status'>,
  headers: Readonly<Record<string, string>> = {},
): void =>
  write(
    response,
    code,
    { 'content-type': 'application/json', ...headers },
    `${stringifyJson(status)}\n`,
  )

export const refuseUnknown = (response: AnyResponse, cluster: string): void => {
  const { code, status } = notFound({ group: '', resource: 'clusters' }, cluster)
  const message = `${status.message}: it was deleted, has expired, or has another name`
  writeStatus(response, { code, status: { ...status, message } })
}

export const refuseForNow = (response: AnyResponse, why: string): void =>
  writeStatus(response, serviceUnavailable(why), { 'retry-after': RETRY_SECONDS })

/** Rejects a request beyond the rate limit, in kube-apiserver's words. */
export const refuseMany = (response: AnyResponse): void =>
  write(
    response,
    429,
    { 'content-type': 'text/plain; charset=utf-8', 'retry-after': RETRY_SECONDS },
    `${new TooManyRequests().message}\n`,
  )
