export interface Answer {
  readonly code: number
  /** '' for an answer without a body */
  readonly contentType: string
  readonly body: Buffer
  /** an array is sent as one header line for each value */
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** length of the body before compression; undefined: not compressed */
  readonly unpacked?: number
}

export interface StreamWriter {
  /** false: the client reads too slowly; wait for {@link drained} */
  write(chunk: Buffer): boolean
  /** Resolves when the client has read enough or has gone. */
  drained(): Promise<void>
  end(): void
  /** Drops the connection, or the HTTP/2 stream, with its unread data. */
  cut(): void
  /** Ends the connection, with all its requests, like a network failure. */
  disconnect(): void
}

/**
 * A streamed answer. The headers are sent at once, then chunks until `run` resolves. Once `signal`
 * is aborted, `run` must resolve.
 */
export interface StreamAnswer {
  readonly contentType: string
  /** more headers; ignored for a WebSocket */
  readonly headers?: Readonly<Record<string, string>>
  run(writer: StreamWriter, signal: AbortSignal): Promise<void>
}

export type AnyAnswer = Answer | StreamAnswer

export const isStream = (outcome: AnyAnswer): outcome is StreamAnswer => 'run' in outcome
