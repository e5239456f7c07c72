import { parseLabelSelector } from '../../apimachinery/label-selector.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'
import { FieldProblem, shownValue } from '../bodies/field-problem.ts'
import { adviceOn } from '../bodies/schema-error.ts'
import type { FaultKind, FaultOrder } from '../generated/bodies.d.ts'
import { EFFECTS } from './effects.ts'
import { type Fault, type FaultMatch, makeFault } from './fault.ts'

export interface ReadingParts {
  readonly release: ReleaseFeatures
  readonly revision: () => number
  /** plural names of stored resources */
  readonly resources: readonly string[]
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
    assertKnown('resource', texts.resource, [...resources, ...REVIEWS])
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

/** Throws FieldProblem. */
export const readFault = (
  order: FaultOrder & { readonly name: string },
  parts: ReadingParts,
): Fault => {
  const { name } = order
  const [[kind, given]] = Object.entries(order.fault) as [[keyof FaultKind, never]]
  const effect = EFFECTS[kind](given, { name, at: `fault.${kind}`, revision: parts.revision })
  const match = matchOf(order.match, parts)
  if (kind === 'signer' || kind === 'approver') refuseRequestMatch(match)
  return makeFault({ ordered: order, match, effect })
}
