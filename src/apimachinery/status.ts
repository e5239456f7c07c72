/** Reasons, codes and texts follow `k8s.io/apimachinery/pkg/api/errors`. */
import { omitEmpty } from './omit-empty.ts'
import { aggregateText, type FieldError, reportedErrors } from './field.ts'
import { groupResourceText, type GroupResource, type ListMeta } from './meta.ts'
import { goQuote } from './text/quote.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: readonly StatusCause[]
  retryAfterSeconds?: number
}

export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: ListMeta
  status?: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: StatusDetails
  code?: number
}

/** Error for clients; its HTTP status is `status.code`. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly status: Status
  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? '', options)
    this.status = status
  }
  get code(): number {
    return this.status.code ?? 500
  }
  get reason(): string {
    return this.status.reason ?? ''
  }
}

const failure = (
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
  options?: ErrorOptions,
): StatusError =>
  new StatusError(
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    },
    options,
  )

const withReason =
  (code: number, reason: string) =>
  (message: string, details?: StatusDetails): StatusError =>
    failure(code, reason, message, details)

const detailsOf = (
  { group, resource }: GroupResource,
  name: string,
  more: StatusDetails = {},
): StatusDetails => ({
  ...omitEmpty({ name, group, kind: resource }),
  ...more,
})

const quoted = (gr: GroupResource, name: string): string =>
  `${groupResourceText(gr)} ${goQuote(name)}`

export const notFound = (gr: GroupResource, name: string): StatusError =>
  failure(404, 'NotFound', `${quoted(gr, name)} not found`, detailsOf(gr, name))

export const alreadyExists = (gr: GroupResource, name: string, prefix = ''): StatusError =>
  failure(409, 'AlreadyExists', `${prefix}${quoted(gr, name)} already exists`, detailsOf(gr, name))

/** Error after eight generated names were all taken. */
export const generateNameConflict = (gr: GroupResource, name: string): StatusError =>
  failure(
    409,
    'AlreadyExists',
    `${quoted(gr, name)} already exists, the server was not able to generate a unique name for the object`,
    detailsOf(gr, name, { retryAfterSeconds: 1 }),
  )

export const conflict = (gr: GroupResource, name: string, cause: string): StatusError =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${quoted(gr, name)}: ${cause}`,
    detailsOf(gr, name),
  )

/** 409 with a text of the caller. */
export const conflictingState = withReason(409, 'Conflict')

export const OPTIMISTIC_LOCK_TEXT =
  'the object has been modified; please apply your changes to the latest version and try again'

/** 409 of server-side apply for fields that other managers own. */
export const applyConflict = (message: string, causes: StatusCause[]): StatusError =>
  conflictingState(message, { causes })

/**
 * 422. For a SubjectAccessReview, `kind` is '', so the text starts with the dot before the group.
 * Unlike the real server, cuts long lists of errors.
 */
export const invalidObject = (
  group: string,
  kind: string,
  name: string,
  errors: readonly FieldError[],
): StatusError => {
  const reported = reportedErrors(errors)
  const untold = errors.length - reported.length
  const rest = untold === 0 ? '' : `, and ${untold} more`
  return failure(
    422,
    'Invalid',
    `${group === '' ? kind : `${kind}.${group}`} ${goQuote(name)} is invalid: ${aggregateText(reported)}${rest}`,
    detailsOf({ group, resource: kind }, name, { causes: reported }),
  )
}

/** 422 for a JSON patch whose operation failed, or a strategic merge of lists of lists. */
export const unprocessablePatch = (): StatusError =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

export const badRequest = withReason(400, 'BadRequest')

export const unauthorized = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized')

/** 403: `GR "NAME" is forbidden: why`. */
export const forbiddenResource = (
  gr: GroupResource,
  name: string,
  why: string,
  causes?: StatusCause[],
): StatusError =>
  failure(
    403,
    'Forbidden',
    `${name === '' ? groupResourceText(gr) : quoted(gr, name)} is forbidden: ${why}`,
    detailsOf(gr, name, causes && { causes }),
  )

export const forbiddenPath = (why: string): StatusError =>
  failure(403, 'Forbidden', `forbidden: ${why}`, {})

/** 404 for an unknown path below a served group or endpoint. */
export const noSuchResource = (): StatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {})

/** 404 with a message, for paths that Kubernetes does not have. */
export const noSuchPath = (message: string): StatusError => failure(404, 'NotFound', message, {})

export const methodNotAllowed = (): StatusError =>
  failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )

export const notAcceptable = withReason(406, 'NotAcceptable')

export const unsupportedMediaType = withReason(415, 'UnsupportedMediaType')

export const requestEntityTooLarge = withReason(413, 'RequestEntityTooLarge')

/** 410 for a resourceVersion or continue token older than the log. */
export const expired = withReason(410, 'Expired')

export const timeout = (message: string, details: StatusDetails = {}): StatusError =>
  failure(504, 'Timeout', `Timeout: ${message}`, details)

export const serviceUnavailable = withReason(503, 'ServiceUnavailable')

/** 507 for a full disk (RFC 4918, section 11.5); clients do not retry it. */
export const insufficientStorage = withReason(507, 'InsufficientStorage')

/** `options.cause`: for the server's log, never for the client. */
export const internalError = (message: string, options?: ErrorOptions): StatusError => {
  const text = `Internal error occurred: ${message}`
  return failure(500, 'InternalError', text, { causes: [{ message }] }, options)
}

/** The real server's answer to a Go error without Status: 500 with the bare text. */
export const plainError = withReason(500, '')

export const deletedStatus = (gr: GroupResource, name: string, uid: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...detailsOf(gr, name), uid },
})
