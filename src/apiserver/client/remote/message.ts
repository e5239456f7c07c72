import type { Method } from '../call.ts'
import type { ApiConnection } from '../connection.ts'

export interface SentRequest {
  readonly method: Method
  /** with the query */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal?: AbortSignal
}

export interface ReceivedAnswer {
  readonly code: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: AsyncIterable<Buffer>
}

/** Requests and bodies fail with ConnectionErrors. */
export interface Transport {
  send(connection: ApiConnection, request: SentRequest): Promise<ReceivedAnswer>
  close(): void
}
