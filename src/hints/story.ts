/** What happened to a request, in order, as people tell it: from the object itself, and from what is remembered beside it. Pure. */
import {
  type CertificateSigningRequest,
  conditionsOf,
  hasFailed,
  isApproved,
} from '../api/certificates.ts'
import { formatTime } from '../api/clock.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from './clean-up.ts'
import type { Decision } from './deciders.ts'
import { requestIn } from './key-of.ts'
import { PAGES } from './pages.ts'
import { cureOf, predictedProblem } from './prediction.ts'
import { shellWord } from './shell.ts'
import { isUnserved, nearestSigner } from './signer-names.ts'
import { moment } from './time.ts'
import type { Tombstone } from './tombstones.ts'

export interface Step {
  /** 1, 2, 3 …: where it stands in the story, whatever was left out */
  readonly position: number
  /** one word for programs, as the reason of an Event */
  readonly reason: string
  readonly type: 'Normal' | 'Warning'
  readonly message: string
  /** RFC 3339; when it happened */
  readonly at: string
}

type CSR = CertificateSigningRequest

const cleanUpText = (csr: CSR): string => {
  const due = cleanUp(csr)
  return due === undefined ? '' : ` It will be cleaned up after ${moment(due.at)}.`
}

const created = (csr: CSR): Step => {
  const { spec, metadata } = csr
  const subject = requestIn(csr)?.subject
  const groups = subject?.organizations ?? []
  const whom =
    subject === undefined
      ? ''
      : ` for CN=${subject.commonName}${groups.length === 0 ? '' : ` in ${groups.join(', ')}`}`
  return {
    position: 1,
    reason: 'Created',
    type: 'Normal',
    message: `Created by ${spec.username ?? 'nobody'}${whom}, to be signed by ${spec.signerName}; waits for kubectl certificate approve ${shellWord(metadata.name ?? '')}.`,
    at: metadata.creationTimestamp ?? '',
  }
}

/** Said beside the creation and only then: once somebody has approved, the signer says it itself. */
const predicted = (csr: CSR): Step[] => {
  const problem = predictedProblem(csr, requestIn(csr))
  if (problem === undefined || (csr.status.conditions ?? []).length > 0) return []
  return [
    {
      position: 2,
      reason: 'WillFail',
      type: 'Warning',
      message: `If this is approved, the signer will mark it Failed: ${problem}. Delete it and create it again: ${cureOf(problem, csr.spec.signerName)} (see ${PAGES.signers})`,
      at: csr.metadata.creationTimestamp ?? '',
    },
  ]
}

/** The manager of the fields that /approval wrote: kubectl, or the name of the program. */
const approvalTool = ({ metadata }: CSR): string | undefined =>
  metadata.managedFields?.findLast(({ subresource }) => subresource === 'approval')?.manager

const decision = (
  csr: CSR,
  type: Decision,
  decidedBy: (decision: Decision) => string | undefined,
): Step[] =>
  conditionsOf(csr, type).map((condition) => {
    const who = decidedBy(type)
    const tool = approvalTool(csr)
    const reason = [condition.reason, condition.message].filter(Boolean).join(': ')
    return {
      position: 3,
      reason: type,
      type: 'Normal',
      message:
        `${type}${who === undefined ? '' : ` by ${who}`}${tool === undefined ? '' : ` with ${tool}`}` +
        (reason === '' ? '.' : ` (${reason})`) +
        (type === 'Denied' ? ` A denied request is final.${cleanUpText(csr)}` : ''),
      at: condition.lastUpdateTime ?? csr.metadata.creationTimestamp ?? '',
    }
  })

const outcome = (csr: CSR, signers: ReadonlySet<string>): Step[] => {
  const name = shellWord(csr.metadata.name ?? '')
  const { signerName } = csr.spec
  const again = `kubectl delete csr ${name}, then create it again`
  const approvedAt = conditionsOf(csr, 'Approved')[0]?.lastUpdateTime ?? ''
  if (hasFailed(csr)) {
    const { message = '', lastUpdateTime } = conditionsOf(csr, 'Failed')[0]!
    return [
      {
        position: 4,
        reason: 'Failed',
        type: 'Warning',
        message: `The signer refused: ${message}. That is final: ${again}; ${cureOf(message, signerName)}${cleanUpText(csr)} (see ${PAGES.signers})`,
        at: lastUpdateTime ?? approvedAt,
      },
    ]
  }
  const ends = certificateEnds(csr)
  if (ends !== undefined) {
    return [
      {
        position: 4,
        reason: 'Issued',
        type: 'Normal',
        message: `${signerName} issued a certificate that is valid until ${moment(ends)}: kubectl get csr ${name} -o jsonpath='{.status.certificate}' | base64 -d > ${name}.crt.${cleanUpText(csr)}`,
        at: approvedAt,
      },
    ]
  }
  if (!isApproved(csr) || !isUnserved(signerName, signers)) return []
  const meant = nearestSigner(signerName, signers)
  return [
    {
      position: 4,
      reason: 'NobodySigns',
      type: 'Warning',
      message: `No signer in this cluster handles ${signerName}${meant === undefined ? '' : `; did you mean ${meant}? ${again} with that`}.${cleanUpText(csr)} (see ${PAGES.signers})`,
      at: approvedAt,
    },
  ]
}

/** The steps so far, oldest first. `signers`: those that run. */
export const storyOf = (
  csr: CSR,
  signers: ReadonlySet<string>,
  decidedBy: (decision: Decision) => string | undefined,
): Step[] => [
  created(csr),
  ...predicted(csr),
  ...decision(csr, 'Approved', decidedBy),
  ...decision(csr, 'Denied', decidedBy),
  ...outcome(csr, signers),
]

/** The last step of a request that is gone. */
export const endOf = ({ at, by, cleaned, certificateEnds: ends }: Tombstone): Step => ({
  position: 5,
  reason: cleaned === undefined ? 'Deleted' : 'CleanedUp',
  type: 'Normal',
  message:
    (cleaned === undefined
      ? `Deleted by ${by}.`
      : `Cleaned up, because requests that are ${cleaned}.`) +
    (ends === undefined || ends <= at
      ? ''
      : ` Its certificate works until ${moment(ends)} all the same.`),
  at: formatTime(at),
})
