import { STATUS_CODES } from 'node:http'
import { parseLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'
import { FieldProblem, shownValue } from '../bodies/field-problem.ts'
import { adviceOn } from '../bodies/schema-error.ts'
import { durationOf } from '../bodies/texts.ts'
import type { Fault, FaultMatch } from './fault.ts'
import type { FaultKind, FaultOrder, WatchEnd } from '../generated/bodies.d.ts'
import { approverFault, signerFault } from './read-csr-fault.ts'

interface ReadingParts {
  readonly release: ReleaseFeatures
  /** newest revision of the store */
  readonly revision: () => number
  /** plural names of stored resources */
  readonly resources: () => readonly string[]
  readonly freeName: () => string
}

/** Verbs of resources (k8s.io/apiserver/pkg/endpoints/request), and methods of other paths. */
const VERBS =
  'get list watch create update patch delete deletecollection post put head options'.split(' ')

/** Resources that are not stored. */
const REVIEWS = [
  'localsubjectaccessreviews',
  'selfsubjectaccessreviews',
  'selfsubjectreviews',
  'selfsubjectrulesreviews',
  'subjectaccessreviews',
  'tokenreviews',
]

/** Reasons by code (`k8s.io/apimachinery/pkg/apis/meta/v1`). */
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

const statusOf = (
  { code, message, ...said }: NonNullable<FaultKind['status']>,
  name: string,
): Status => {
  const { reason = REASONS[code], retryAfterSeconds } = said
  const status = [code, STATUS_CODES[code] ?? reason].join(' ').trimEnd()
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: message ?? `injected by fault ${JSON.stringify(name)} (${status})`,
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
    code,
  }
}

const watchEnd = ({ delay = '0s' }: WatchEnd, at: string): number =>
  durationOf(delay, `${at}.delay`)

type Readers = {
  readonly [K in keyof FaultKind]-?: (given: NonNullable<FaultKind[K]>, at: string) => unknown
}

const readersOf = ({ revision }: ReadingParts, name: string): Readers => ({
  status: (status) => statusOf(status, name),
  delay: durationOf,
  drop: (moment) => moment,
  watchCut: watchEnd,
  watchGone: watchEnd,
  staleList: revision,
  signer: signerFault,
  approver: (approver, at) => approverFault(approver, at, name),
})

const assertKnown = (what: 'verb' | 'resource', name: string, known: readonly string[]): void => {
  if (!known.includes(name))
    throw new FieldProblem(
      `match.${what}`,
      `there is no ${what} ${shownValue(name)}; ${adviceOn(name, known)}`,
    )
}

const matchOf = (
  { everything = false, labelSelector, ...texts }: FaultOrder['match'],
  { release, resources }: ReadingParts,
): FaultMatch => {
  const isEmpty = labelSelector === undefined && Object.keys(texts).length === 0
  if (isEmpty && !everything)
    throw new FieldProblem(
      'match',
      'say which requests the fault affects; "everything": true means all',
    )
  if (texts.verb !== undefined) assertKnown('verb', texts.verb, VERBS)
  if (texts.resource !== undefined)
    assertKnown('resource', texts.resource, [...resources(), ...REVIEWS])
  if (labelSelector === undefined) return texts
  try {
    return { ...texts, labelSelector: parseLabelSelector(labelSelector, release) }
  } catch (error) {
    throw new FieldProblem('match.labelSelector', (error as Error).message)
  }
}

const CSR_MATCHES: readonly string[] = ['user', 'name', 'labelSelector', 'signer']

const refuseRequestMatch = (match: FaultMatch): void => {
  const other = Object.keys(match).find((name) => !CSR_MATCHES.includes(name))
  if (other !== undefined)
    throw new FieldProblem(
      `match.${other}`,
      `faults of signers and approvers match only ${CSR_MATCHES.join(', ')} of the CSR`,
    )
}

/** Parses a fault after schema validation. Throws FieldProblem. */
export const readFault = (order: FaultOrder, parts: ReadingParts): Fault => {
  const { name = parts.freeName() } = order
  const [[kind, given]] = Object.entries(order.fault) as [[keyof FaultKind, never]]
  const fault = { [kind]: readersOf(parts, name)[kind](given, `fault.${kind}`) } as Fault['fault']
  const match = matchOf(order.match, parts)
  if (kind === 'signer' || kind === 'approver') refuseRequestMatch(match)
  return { name, ordered: { name, ...order }, match, fault }
}
