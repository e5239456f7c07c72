import {
  type CertificateSigningRequest,
  conditionsOf,
  hasFailed,
  isApproved,
} from '../../apis/certificates.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { HintCluster } from './cluster.ts'
import { fetchCommand } from './commands.ts'
import { requestIn } from './key-of.ts'
import { type HintForm, type HintText, renderHint } from './hint.ts'
import { PAGES } from './pages.ts'
import { cureOf, predictedProblem } from './prediction.ts'
import { reviewCard } from './review-card.ts'
import { shellWord } from './shell.ts'
import { isUnserved, signerCure } from './signer-advice.ts'
import { utcTime } from './time.ts'
import type { BoundedMap, Tombstone } from './bounded-map.ts'
import { hintWords } from '../words/words.ts'

export interface HistoryStep {
  /** place in the history, the same even if earlier steps are omitted */
  readonly position: number
  readonly reason: string
  readonly type: 'Normal' | 'Warning'
  readonly message: Shown
  /** RFC 3339 */
  readonly at: string
}

type CSR = CertificateSigningRequest

interface HistoryContext {
  readonly cluster: HintCluster
  readonly form: HintForm
  /** by the uid of the request */
  readonly deciders: Pick<BoundedMap<string>, 'get'>
}

const cleanUpText = (csr: CSR, { release }: HintCluster): string => {
  const due = cleanUp(csr, release)
  return due === undefined ? '' : `; the request will be cleaned up after ${utcTime(due.at)}`
}

const created = (csr: CSR): HistoryStep => {
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
    message: shown(
      `Created by ${spec.username ?? 'nobody'}${whom}, to be signed by ${spec.signerName}; waits for kubectl certificate approve ${shellWord(metadata.name ?? '')}.`,
    ),
    at: metadata.creationTimestamp ?? '',
  }
}

/** Advice for the approver; omitted once there are conditions. */
const before = (csr: CSR, { cluster, form }: HistoryContext): HistoryStep[] => {
  if ((csr.status.conditions ?? []).length > 0) return []
  const at = csr.metadata.creationTimestamp ?? ''
  const card = reviewCard(csr, cluster)
  const unmet = predictedProblem(csr)
  return [
    ...(card === undefined
      ? []
      : [
          {
            position: 2,
            reason: 'Review',
            type: card.flags.length === 0 ? ('Normal' as const) : ('Warning' as const),
            message: renderHint(
              { text: [card.text, ...card.flags, ...card.notes].join(' ') },
              { form, page: PAGES.authorization },
            ),
            at,
          },
        ]),
    ...(unmet === undefined
      ? []
      : [
          {
            position: 2,
            reason: 'WillFail',
            type: 'Warning' as const,
            message: renderHint(cureOf(hintWords().willFail(unmet.problem), csr), {
              form,
              page: PAGES.signers,
            }),
            at,
          },
        ]),
  ]
}

const decision = (
  csr: CSR,
  type: 'Approved' | 'Denied',
  { cluster, deciders }: HistoryContext,
): HistoryStep[] =>
  conditionsOf(csr, type).map((condition) => {
    const decider = deciders.get(csr.metadata.uid ?? '')
    const reason = [condition.reason, condition.message].filter(Boolean).join(': ')
    return {
      position: 3,
      reason: type,
      type: 'Normal',
      message: shown(
        `${type}${decider === undefined ? '' : ` by ${decider}`}` +
          (reason === '' ? '.' : ` (${reason})`) +
          (type === 'Denied' ? ` A denial is final${cleanUpText(csr, cluster)}.` : ''),
      ),
      at: condition.lastUpdateTime ?? csr.metadata.creationTimestamp ?? '',
    }
  })

const outcome = (csr: CSR, { cluster, form }: HistoryContext): HistoryStep[] => {
  const { signers } = cluster
  const { name = '' } = csr.metadata
  const { signerName } = csr.spec
  const approvedAt = conditionsOf(csr, 'Approved')[0]?.lastUpdateTime ?? ''
  const step = (
    reason: string,
    type: HistoryStep['type'],
    at: string,
    hintText: HintText,
    page: string = PAGES.signers,
  ): HistoryStep[] => [
    {
      position: 4,
      reason,
      type,
      message: renderHint(hintText, { form, page }),
      at,
    },
  ]
  if (hasFailed(csr)) {
    const { message = '', lastUpdateTime } = conditionsOf(csr, 'Failed')[0]!
    return step(
      'Failed',
      'Warning',
      lastUpdateTime ?? approvedAt,
      cureOf(
        `The signer marked it Failed, and that is final: ${message}${cleanUpText(csr, cluster)}`,
        csr,
      ),
    )
  }
  const ends = certificateEnds(csr)
  if (ends !== undefined) {
    return step(
      'Issued',
      'Normal',
      approvedAt,
      {
        text: `${signerName} issued a certificate that is valid until ${utcTime(ends)}${cleanUpText(csr, cluster)}.`,
        mend: 'Fetch it.',
        command: fetchCommand(name),
      },
      PAGES.tutorial,
    )
  }
  if (!isApproved(csr) || !isUnserved(signerName, signers)) return []
  return step(
    'NobodySigns',
    'Warning',
    approvedAt,
    signerCure(
      `No signer in this cluster handles ${signerName}${cleanUpText(csr, cluster)}`,
      csr,
      signers,
      { why: 'The request will get no certificate.' },
    ),
  )
}

/** Returns the steps of a CSR, oldest first. */
export const historyOf = (csr: CSR, history: HistoryContext): HistoryStep[] => [
  created(csr),
  ...before(csr, history),
  ...decision(csr, 'Approved', history),
  ...decision(csr, 'Denied', history),
  ...outcome(csr, history),
]

export const endOf = ({ at, by, cleaned, certificateEnds: ends }: Tombstone): HistoryStep => ({
  position: 5,
  reason: cleaned === undefined ? 'Deleted' : 'CleanedUp',
  type: 'Normal',
  message: shown(
    (cleaned === undefined ? `Deleted by ${by}.` : `Cleaned up, because ${cleaned}.`) +
      (ends === undefined || ends <= at
        ? ''
        : ` Its certificate still works until ${utcTime(ends)}.`),
  ),
  at: formatTime(at),
})
