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

/** The words of gRPC for a call without a connection, and of etcd for one without a leader. */
const NOT_BEGUN = /^(?:No connection established|Name resolution failed|etcdserver: no leader)/

/**
 * Reduces what @grpc/grpc-js says of a failed connection ("No connection established. Last error:
 * Error: connect ECONNREFUSED …. Resolution note: …") to the error of the socket.
 */
const plainReason = (text: string): string =>
  text
    .split(' Resolution note:', 1)[0]!
    .replace(/ \([\dTZ:.-]+\)\.?$/, '')
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\s+/g, ' ')
    .replace(/\.? ?$/, '')

/** A call of etcd that failed, or whose outcome is unknown. */
export class EtcdError extends Error {
  override readonly name = 'EtcdError'
  readonly code: number | undefined

  constructor(code: number | undefined, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** Wraps what a call of `server` failed with. */
  static of(error: unknown, server: string): EtcdError {
    const { code, details, message } = error as Error & { code?: unknown; details?: unknown }
    const reason = typeof details === 'string' && details !== '' ? details : message
    const known = typeof code === 'number' ? code : undefined
    return new EtcdError(known, `${server}: ${plainReason(reason)}`, { cause: error })
  }

  /** The error for a server that has not answered within `milliseconds`. */
  static silence(server: string, milliseconds: number): EtcdError {
    const message = `${server}: no answer in ${milliseconds / 1000} s`
    return new EtcdError(DEADLINE_EXCEEDED, message)
  }

  /** Whether the call certainly had no effect and will have none. */
  get isRefusal(): boolean {
    if (REFUSALS.has(this.code)) return true
    const details = (this.cause as { details?: unknown } | undefined)?.details
    return this.code === UNAVAILABLE && NOT_BEGUN.test(String(details))
  }

  /** Whether the server did not answer in time. */
  get isSilence(): boolean {
    return this.code === DEADLINE_EXCEEDED
  }

  /** Whether etcd, or the way there, is down: no connection, no answer, or no leader. */
  get isAbsence(): boolean {
    return this.code === UNAVAILABLE || this.code === DEADLINE_EXCEEDED
  }

  /**
   * Whether etcd's quota is used up (`--quota-backend-bytes`), so that it takes deletes only until
   * its alarm is disarmed.
   */
  get isOutOfSpace(): boolean {
    return this.code === RESOURCE_EXHAUSTED && this.message.includes('space exceeded')
  }

  /** Whether the requested revision was compacted. */
  get isCompacted(): boolean {
    return this.code === OUT_OF_RANGE && this.message.includes('compacted')
  }
}

/** How an operator makes a full etcd take writes again; docs/deploy.md has the commands. */
const WAY_OUT =
  'reads and deletes work; delete objects, then run etcdctl compact, etcdctl defrag and etcdctl alarm disarm'

/** The error that a write of `key` rejects with. */
export const writeFailure = (key: string, error: EtcdError): StoreError => {
  if (error.isOutOfSpace)
    return new StoreError('full', key, `etcd is full (${error.message}): ${WAY_OUT}`, {
      cause: error,
    })
  if (error.isRefusal)
    return new StoreError('unavailable', key, `nothing was stored: ${error.message}`, {
      cause: error,
    })
  const message = `whether it was stored is not known: ${error.message}`
  return new StoreError('unknown', key, message, { cause: error })
}

/** The error for what cannot be done without etcd; says whether etcd is down or has refused. */
export const unreachable = (key: string, error: Error): StoreError =>
  new StoreError('unreachable', key, reasonOf(error), { cause: error })

const reasonOf = (error: Error): string => {
  if (error instanceof EtcdError && !error.isAbsence) return `etcd refuses: ${error.message}`
  return `etcd is not there: ${error.message}`
}
