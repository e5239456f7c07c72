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

/** Codes of calls that etcd rejected without effect. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  UNAUTHENTICATED,
])

/** Messages of gRPC without a connection, and of etcd without a leader. */
const NOT_BEGUN = /^(?:No connection established|Name resolution failed|etcdserver: no leader)/

/** Shortens texts such as "No connection established. Last error: Error: connect …". */
const plainReason = (text: string): string =>
  text
    .split(' Resolution note:', 1)[0]!
    .replace(/ \([\dTZ:.-]+\)\.?$/, '')
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\s+/g, ' ')
    .replace(/\.? ?$/, '')

export class EtcdError extends Error {
  override readonly name = 'EtcdError'
  readonly code: number | undefined

  constructor(code: number | undefined, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  static of(error: unknown, server: string): EtcdError {
    const { code, details, message } = error as Error & { code?: unknown; details?: unknown }
    const reason = typeof details === 'string' && details !== '' ? details : message
    const known = typeof code === 'number' ? code : undefined
    return new EtcdError(known, `${server}: ${plainReason(reason)}`, { cause: error })
  }

  static silence(server: string, milliseconds: number): EtcdError {
    const message = `${server}: no answer in ${milliseconds / 1000} s`
    return new EtcdError(DEADLINE_EXCEEDED, message)
  }

  /** Whether the call had no effect and will have none. */
  get isRefusal(): boolean {
    if (REFUSALS.has(this.code)) return true
    const details = (this.cause as { details?: unknown } | undefined)?.details
    return this.code === UNAVAILABLE && NOT_BEGUN.test(String(details))
  }

  get isSilence(): boolean {
    return this.code === DEADLINE_EXCEEDED
  }

  get isAbsence(): boolean {
    return this.code === UNAVAILABLE || this.code === DEADLINE_EXCEEDED
  }

  /** Above `--quota-backend-bytes`, etcd rejects all writes but deletes. */
  get isOutOfSpace(): boolean {
    return this.code === RESOURCE_EXHAUSTED && this.message.includes('space exceeded')
  }

  get isCompacted(): boolean {
    return this.code === OUT_OF_RANGE && this.message.includes('compacted')
  }
}

/** The remedy for a full etcd; docs/deploy.md has the commands. */
const WAY_OUT =
  'reads and deletes work; delete objects, then run etcdctl compact, etcdctl defrag and etcdctl alarm disarm'

export const writeFailure = (error: EtcdError): StoreError => {
  if (error.isOutOfSpace)
    return new StoreError('full', `etcd is full (${error.message}): ${WAY_OUT}`, {
      cause: error,
    })
  if (error.isRefusal)
    return new StoreError('unavailable', `not stored: ${error.message}`, {
      cause: error,
    })
  const message = `it is unknown whether this was stored: ${error.message}`
  return new StoreError('unknown', message, { cause: error })
}

export const unreachable = (error: Error): StoreError =>
  new StoreError('unreachable', reasonOf(error), { cause: error })

const reasonOf = (error: Error): string => {
  if (error instanceof EtcdError && !error.isAbsence)
    return `etcd rejected the request: ${error.message}`
  return `etcd is unavailable: ${error.message}`
}
