import {
  type CertificateSigningRequest,
  conditionsOf,
  isApproved,
} from '../../apis/certificates.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { HintCluster } from './cluster.ts'
import { fetchCommand } from './commands.ts'
import { nameText, requestIn } from './key-of.ts'
import { type HintForm, type HintText, renderHint } from './hint.ts'
import { cureOf, predictedProblem } from './prediction.ts'
import { reviewCard } from './review-card.ts'
import { shellWord } from './shell.ts'
import { isUnserved, signerCure } from './signer-advice.ts'
import { utcTime } from './time.ts'
import type { BoundedMap, Tombstone } from './bounded-map.ts'
import { hintWords } from '../words/words.ts'

export interface HistoryStep {
  /** the same even if earlier steps are omitted */
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
  /** by uid */
  readonly deciders: Pick<BoundedMap<string>, 'get'>
}

const cleanUpText = (csr: CSR, { release }: HintCluster): string => {
  const due = cleanUp(csr, release)
  return due === undefined ? '' : `; the request will be cleaned up after ${utcTime(due.at)}`
}

const step = (
  position: number,
  reason: string,
  type: HistoryStep['type'],
  at: string,
  message: Shown,
): HistoryStep => ({ position, reason, type, message, at })

const created = (csr: CSR): HistoryStep => {
  const { username = 'nobody', signerName } = csr.spec
  const { name = '', creationTimestamp = '' } = csr.metadata
  const request = requestIn(csr)
  const whom = request === undefined ? '' : ` for ${nameText(request.subject)}`
  return step(
    1,
    'Created',
    'Normal',
    creationTimestamp,
    shown(
      `Created by ${username}${whom}, to be signed by ${signerName}; waits for kubectl certificate approve ${shellWord(name)}.`,
    ),
  )
}

/** Advises the approver until there are conditions. */
const before = (csr: CSR, { cluster, form }: HistoryContext): HistoryStep[] => {
  if ((csr.status.conditions ?? []).length > 0) return []
  const { creationTimestamp = '' } = csr.metadata
  const card = reviewCard(csr, cluster)
  const unmet = predictedProblem(csr)
  const steps: HistoryStep[] = []
  if (card !== undefined) {
    const text = [card.text, ...card.flags, ...card.notes].join(' ')
    const type = card.flags.length === 0 ? 'Normal' : 'Warning'
    const message = renderHint({ text }, { form, page: 'authorization' })
    steps.push(step(2, 'Review', type, creationTimestamp, message))
  }
  if (unmet !== undefined) {
    const hintText = cureOf(hintWords().willFail(unmet.problem), csr)
    const message = renderHint(hintText, { form, page: 'signers' })
    steps.push(step(2, 'WillFail', 'Warning', creationTimestamp, message))
  }
  return steps
}

const decision = (
  csr: CSR,
  type: 'Approved' | 'Denied',
  { cluster, deciders }: HistoryContext,
): HistoryStep[] =>
  conditionsOf(csr, type).map((condition) => {
    const { uid = '', creationTimestamp = '' } = csr.metadata
    const decider = deciders.get(uid)
    const reason = [condition.reason, condition.message].filter(Boolean).join(': ')
    return step(
      3,
      type,
      'Normal',
      condition.lastUpdateTime ?? creationTimestamp,
      shown(
        `${type}${decider === undefined ? '' : ` by ${decider}`}` +
          (reason === '' ? '.' : ` (${reason})`) +
          (type === 'Denied' ? ` A denial is final${cleanUpText(csr, cluster)}.` : ''),
      ),
    )
  })

const outcome = (csr: CSR, { cluster, form }: HistoryContext): HistoryStep[] => {
  const { signers } = cluster
  const { name = '' } = csr.metadata
  const { signerName } = csr.spec
  const approvedAt = conditionsOf(csr, 'Approved')[0]?.lastUpdateTime ?? ''
  const [failed] = conditionsOf(csr, 'Failed')
  const ends = certificateEnds(csr)
  if (failed === undefined && ends !== undefined) {
    const hintText = {
      text: `${signerName} issued a certificate that is valid until ${utcTime(ends)}${cleanUpText(csr, cluster)}.`,
      mend: 'Fetch it.',
      command: fetchCommand(name),
    }
    const message = renderHint(hintText, { form, page: 'tutorial' })
    return [step(4, 'Issued', 'Normal', approvedAt, message)]
  }
  const warning = (reason: string, at: string, hintText: HintText): HistoryStep[] => [
    step(4, reason, 'Warning', at, renderHint(hintText, { form, page: 'signers' })),
  ]
  if (failed !== undefined) {
    const { message = '', lastUpdateTime } = failed
    const said = `The signer marked it Failed, and that is final: ${message}${cleanUpText(csr, cluster)}`
    return warning('Failed', lastUpdateTime ?? approvedAt, cureOf(said, csr))
  }
  if (!isApproved(csr) || !isUnserved(signerName, signers)) return []
  const said = `No signer in this cluster handles ${signerName}${cleanUpText(csr, cluster)}`
  const why = 'The request will get no certificate.'
  return warning('NobodySigns', approvedAt, signerCure(said, csr, signers, { why }))
}

/** oldest first */
export const historyOf = (csr: CSR, history: HistoryContext): HistoryStep[] => [
  created(csr),
  ...before(csr, history),
  ...decision(csr, 'Approved', history),
  ...decision(csr, 'Denied', history),
  ...outcome(csr, history),
]

export const endOf = ({ at, by, cleaned, certificateEnds: ends }: Tombstone): HistoryStep =>
  step(
    5,
    cleaned === undefined ? 'Deleted' : 'CleanedUp',
    'Normal',
    formatTime(at),
    shown(
      (cleaned === undefined ? `Deleted by ${by}.` : `Cleaned up, because ${cleaned}.`) +
        (ends === undefined || ends <= at
          ? ''
          : ` Its certificate still works until ${utcTime(ends)}.`),
    ),
  )
