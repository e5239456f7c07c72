/** Reads what is ordered, from the body of a request or from a program. */
import { parseLabelSelector } from '../../api/labels.ts'
import type { Status } from '../../api/status.ts'
import { isJsonObject } from '../../api/text/json.ts'
import type { Release } from '../../release/release.ts'
import {
  durationField,
  FieldProblem,
  type FieldReader,
  flagField,
  numberField,
  objectField,
  optionalField,
  shownValue,
  textField,
} from '../field-readers.ts'
import type { Fault, FaultMatch } from './fault.ts'
import { approverField, signerField } from './read-csr-fault.ts'

export interface ReadingParts {
  readonly release: Pick<Release, 'has'>
  /** the newest revision of the store */
  readonly revision: () => number
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

export const nameField: FieldReader<string> = (value, at) => {
  if (typeof value === 'string' && NAME.test(value)) return value
  throw new FieldProblem(
    at,
    'write at most 63 small letters, digits, - and ., with a letter or digit at both ends',
  )
}

/** The reasons of `k8s.io/apimachinery/pkg/apis/meta/v1`, by their codes. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

const STATUS = objectField({
  code: numberField(400, 599),
  reason: optionalField(textField('a reason, such as "Conflict"')),
  message: optionalField(textField('a sentence')),
  retryAfterSeconds: optionalField(numberField(1)),
})

const statusField: FieldReader<Status> = (value, at) => {
  const { code, retryAfterSeconds, ...said } = STATUS(value, at)
  const reason = said.reason ?? REASONS[code]
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: said.message ?? 'a fault that was ordered',
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
    code,
  }
}

const dropField: FieldReader<'before' | 'after'> = (value, at) => {
  if (value === 'before' || value === 'after') return value
  throw new FieldProblem(at, `write "before" or "after", not ${shownValue(value)}`)
}

const WATCH_END = objectField({ delay: optionalField(durationField) })

const watchEndField: FieldReader<{ delay: number }> = (value, at) => ({
  delay: WATCH_END(value, at).delay ?? 0,
})

const text = optionalField(textField('a text'))
const anything: FieldReader<string | undefined> = optionalField((value, at) => {
  if (typeof value === 'string') return value
  throw new FieldProblem(at, `write a text, not ${shownValue(value)}`)
})

const probabilityField: FieldReader<number> = (value, at) => {
  const number = Number(value)
  if (typeof value !== 'string' && number >= 0 && number <= 1) return number
  throw new FieldProblem(at, `write a number from 0 to 1, not ${shownValue(value)}`)
}

const CSR_MATCHES: readonly string[] = ['user', 'name', 'labelSelector', 'signer']

const refuseRequestMatch = (match: FaultMatch): void => {
  for (const [name, value] of Object.entries(match)) {
    if (value === undefined || CSR_MATCHES.includes(name)) continue
    throw new FieldProblem(
      `match.${name}`,
      `what a signer or approver does is matched by ${CSR_MATCHES.join(', ')} of the request`,
    )
  }
}

/** The one field of an object. */
const oneOf = <T extends object>(read: FieldReader<T>, what: string): FieldReader<T> => {
  return (value, at) => {
    const all = read(value, at)
    const said = Object.entries(all).filter(([, field]) => field !== undefined)
    if (said.length !== 1)
      throw new FieldProblem(at, `give one ${what} of ${Object.keys(all).join(', ')}`)
    return Object.fromEntries(said) as T
  }
}

/** What an order has in its fields. */
const orderField = ({ release, revision }: ReadingParts) => {
  const selector = optionalField((value, at) => {
    if (typeof value !== 'string')
      throw new FieldProblem(at, 'write a label selector, as kubectl -l')
    try {
      return parseLabelSelector(value, release)
    } catch (error) {
      throw new FieldProblem(at, error instanceof Error ? error.message : String(error))
    }
  })
  const MATCH = objectField({
    user: text,
    userAgent: text,
    verb: text,
    resource: text,
    subresource: anything,
    namespace: text,
    name: text,
    labelSelector: selector,
    signer: text,
    everything: optionalField(flagField),
  })
  const FAULT = oneOf(
    objectField({
      status: optionalField(statusField),
      delay: optionalField(durationField),
      drop: optionalField(dropField),
      watchCut: optionalField(watchEndField),
      watchGone: optionalField(watchEndField),
      staleList: optionalField((value, at) => {
        objectField({})(value, at)
        return revision()
      }),
      signer: optionalField(signerField),
      approver: optionalField(approverField),
    }),
    'kind',
  )
  return objectField({
    name: nameField,
    match: MATCH,
    fault: FAULT,
    times: optionalField(numberField(1)),
    probability: optionalField(probabilityField),
    after: optionalField(numberField(0)),
  })
}

/** Makes the reader of a cluster. Throws FieldProblem. */
export const faultReader =
  (parts: ReadingParts): FieldReader<Fault> =>
  (value, at) => {
    // made for each order: few clusters ever get one
    const { match, fault, probability = 1, after = 0, ...order } = orderField(parts)(value, at)
    const { everything = false, ...wanted } = match
    const isEmpty = Object.values(wanted).every((field) => field === undefined)
    if (isEmpty && !everything)
      throw new FieldProblem(
        'match',
        'say to whom it happens; "everything": true is for all requests',
      )
    if ('signer' in fault || 'approver' in fault) refuseRequestMatch(wanted)
    return {
      ...order,
      ordered: isJsonObject(value) ? value : {},
      match: wanted satisfies FaultMatch,
      fault: fault as Fault['fault'],
      probability,
      after,
    }
  }
