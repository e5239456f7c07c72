import type { Clock } from '../../../apimachinery/clock.ts'
import { type Status, StatusError } from '../../../apimachinery/status.ts'
import { ConnectionError } from '../connection-error.ts'
import type { RequestIdentity } from './identity.ts'
import { textOf } from './lines.ts'
import { pauseFor } from '../../../apimachinery/pause.ts'
import type { ReceivedAnswer, SentRequest } from './message.ts'
import type { Transport } from './transport.ts'

export interface ApiClientParts {
  readonly transport: Transport
  readonly identity: RequestIdentity
  /** the part before the first slash is the field manager */
  readonly userAgent: string
  /** real time */
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface ApiCall extends Pick<SentRequest, 'method' | 'path'> {
  readonly body?: object
  /** default: JSON */
  readonly contentType?: string
  /** default: JSON */
  readonly accept?: string
}

const JSON_TYPE = 'application/json'
/** more than the minute after which kube-apiserver ends a request */
const TIMEOUT_MS = 65_000
/** one fewer than client-go (`rest/with_retry.go`) */
const ATTEMPTS = 10

const statusOf = (text: string): Partial<Status> => {
  try {
    const body = JSON.parse(text) as Partial<Status>
    return body.kind === 'Status' ? body : {}
  } catch {
    return {}
  }
}

const refused = (code: number, text: string): StatusError =>
  new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: text.trim() === '' ? `the server answered ${code}` : text.trim(),
    ...statusOf(text),
    code,
  })

/** milliseconds until the next attempt; undefined: do not retry */
const retryAfter = ({ code, headers }: ReceivedAnswer): number | undefined => {
  const seconds = Number(headers['retry-after'])
  const isBusy = code === 429 || code >= 500
  return isBusy && headers['retry-after'] !== undefined && seconds >= 0 ? seconds * 1000 : undefined
}

export const apiClient = (parts: ApiClientParts) => {
  const { transport, identity, userAgent, clock } = parts

  const send = async (
    { method, path, body, contentType = JSON_TYPE, accept = JSON_TYPE }: ApiCall,
    signal: AbortSignal,
  ): Promise<ReceivedAnswer> => {
    const connection = await identity.current()
    const { token } = connection
    return transport.send(connection, {
      method,
      path,
      signal,
      body: body && JSON.stringify(body),
      headers: {
        accept,
        'user-agent': userAgent,
        ...(body && { 'content-type': contentType }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    })
  }

  /**
   * Sends a request; the caller reads the body of the answer. Rejects with StatusError and
   * ConnectionError.
   */
  const open = async (call: ApiCall, signal: AbortSignal): Promise<ReceivedAnswer> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(call, signal)
      if (answer.code < 300) return answer
      const pause = retryAfter(answer)
      const isRepeated = attempt < ATTEMPTS && !signal.aborted
      if (pause !== undefined && isRepeated) {
        await textOf(answer.body)
        await pauseFor(clock, pause, signal)
      } else if (answer.code === 401 && attempt === 1) {
        await textOf(answer.body)
        identity.expire()
      } else throw refused(answer.code, await textOf(answer.body))
    }
  }

  return {
    open,

    /**
     * Sends a request and parses the answer. Rejects like `open`, or with SyntaxError if the answer
     * is not JSON.
     */
    call: async <T>(call: ApiCall, signal = parts.signal): Promise<T> => {
      const ending = new AbortController()
      const abort = (): void => ending.abort()
      // AbortSignal.any() would hold memory for as long as `signal` exists
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      let isLate = false
      const inTime = clock.after(TIMEOUT_MS, () => {
        isLate = true
        abort()
      })
      try {
        return JSON.parse(await textOf((await open(call, ending.signal)).body)) as T
      } catch (error) {
        if (!isLate) throw error
        throw new ConnectionError(`the server did not answer ${call.path} in time.`, {
          cause: error,
        })
      } finally {
        inTime()
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

export type ApiClient = ReturnType<typeof apiClient>
