import { StoreError } from '../store.ts'

/** Codes of gRPC (https://grpc.io/docs/guides/status-codes/). */
const INVALID_ARGUMENT = 3
const DEADLINE_EXCEEDED = 4
const PERMISSION_DENIED = 7
const RESOURCE_EXHAUSTED = 8
const FAILED_PRECONDITION = 9
const OUT_OF_RANGE = 11
const UNIMPLEMENTED = 12
const UNAVAILABLE = 14
const UNAUTHENTICATED = 16

/** With these a server says no before it does anything. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  UNAUTHENTICATED,
])

/** What gRPC says of a call that it had no connection for, and etcd of one that came while there was no leader. */
const NOT_BEGUN = /^(?:No connection established|Name resolution failed|etcdserver: no leader)/

/** Without what the client of gRPC adds of its own doings. */
const plainReason = (text: string): string =>
  text.split(' Resolution note:', 1)[0]!.replace(/ \([\dTZ:.-]+\)\.?$/, '')

/** Why etcd did not do what it was asked, or did not say whether it has. */
export class EtcdError extends Error {
  override readonly name = 'EtcdError'
  readonly code: number | undefined

  constructor(code: number | undefined, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** What a call of this server failed with. */
  static of(error: unknown, server: string): EtcdError {
    const { code, details, message } = error as Error & { code?: unknown; details?: unknown }
    const reason = typeof details === 'string' && details !== '' ? details : message
    const known = typeof code === 'number' ? code : undefined
    return new EtcdError(known, `${server}: ${plainReason(reason)}`, { cause: error })
  }

  /** No answer has come in so many milliseconds. */
  static silence(server: string, milliseconds: number): EtcdError {
    const message = `${server}: no answer in ${milliseconds / 1000} s`
    return new EtcdError(DEADLINE_EXCEEDED, message)
  }

  /** Whether what was asked for is certainly not done, and will not be. */
  get isRefusal(): boolean {
    if (REFUSALS.has(this.code)) return true
    const details = (this.cause as { details?: unknown } | undefined)?.details
    return this.code === UNAVAILABLE && NOT_BEGUN.test(String(details))
  }

  /** Whether the server may be there no more. */
  get isSilence(): boolean {
    return this.code === DEADLINE_EXCEEDED
  }

  /** Whether it is for lack of space, which only the keeper of etcd can make. */
  get isOutOfSpace(): boolean {
    return this.code === RESOURCE_EXHAUSTED && this.message.includes('space exceeded')
  }

  /** Whether history begins after what was asked for. */
  get isCompacted(): boolean {
    return this.code === OUT_OF_RANGE && this.message.includes('compacted')
  }
}

/** What is in etcd is in a form that is not known here. */
export class NewerFormatError extends EtcdError {
  constructor(message: string) {
    super(FAILED_PRECONDITION, message)
  }
}

/** What a write of `key` rejects with. */
export const writeFailure = (key: string, error: EtcdError): StoreError => {
  if (error.isRefusal)
    return new StoreError('unavailable', key, `nothing was stored: ${error.message}`, {
      cause: error,
    })
  const message = `whether it was stored is not known: ${error.message}`
  return new StoreError('unknown', key, message, { cause: error })
}

/** What cannot be done while etcd is not there. */
export const unreachable = (key: string, error: Error | undefined): StoreError => {
  const reason = error === undefined ? 'etcd does not answer' : error.message
  const message = error instanceof NewerFormatError ? reason : `etcd is not there: ${reason}`
  return new StoreError('unreachable', key, message, { cause: error })
}
