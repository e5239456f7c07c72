import {
  type CertificateSigningRequest,
  conditionsOf,
  isApproved,
} from '../../apis/certificates.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import { certificateEnds, nameText, requestIn } from './key-of.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { HintCluster } from './cluster.ts'
import { fetchCommand } from './commands.ts'
import { type HintForm, type HintText, renderHint } from './hint.ts'
import type { DocumentationPage } from './pages.ts'
import { cureOf, isUnserved, predictedProblem, signerCure } from './signer-advice.ts'
import { reviewCard } from './review-card.ts'
import { shellWord } from './shell.ts'
import { utcTime } from './time.ts'
import type { BoundedMap, Tombstone } from './bounded-map.ts'
import { hintWords } from '../words/words.ts'

export interface HistoryStep {
  /** does not change if earlier steps are omitted */
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
  /** who decided each CSR, by the CSR's uid */
  readonly deciders: Pick<BoundedMap<string>, 'get'>
}

/** A step before rendering; `page`: undefined for facts without advice. */
type Draft = readonly [
  position: number,
  reason: string,
  at: string,
  hintText: HintText,
  page?: DocumentationPage,
  isWarning?: boolean,
]

function* draftsOf(csr: CSR, { cluster, deciders }: HistoryContext): Generator<Draft, void> {
  const { username = 'nobody', signerName } = csr.spec
  const { name = '', uid = '', creationTimestamp = '' } = csr.metadata
  const request = requestIn(csr)
  const whom = request === undefined ? '' : ` for ${nameText(request.subject)}`
  const text = `Created by ${username}${whom}, to be signed by ${signerName}; waits for kubectl certificate approve ${shellWord(name)}.`
  yield [1, 'Created', creationTimestamp, { text }]
  if ((csr.status.conditions ?? []).length === 0) {
    const card = reviewCard(csr, cluster)
    if (card !== undefined) {
      const all = [card.text, ...card.flags, ...card.notes].join(' ')
      const isWarning = card.flags.length > 0
      yield [2, 'Review', creationTimestamp, { text: all }, 'authorization', isWarning]
    }
    const unmet = predictedProblem(csr)
    if (unmet !== undefined) {
      const cure = cureOf(hintWords().willFail(unmet.problem), csr)
      yield [2, 'WillFail', creationTimestamp, cure, 'signers', true]
    }
  }
  const due = cleanUp(csr, cluster.release)
  const cleaned =
    due === undefined ? '' : `; the request will be cleaned up after ${utcTime(due.at)}`
  const approvals = conditionsOf(csr, 'Approved')
  for (const condition of [...approvals, ...conditionsOf(csr, 'Denied')]) {
    const { type, reason, message, lastUpdateTime } = condition
    const decider = deciders.get(uid)
    const by = decider === undefined ? '' : ` by ${decider}`
    const why = [reason, message].filter(Boolean).join(': ')
    const end = type === 'Denied' ? ` A denial is final${cleaned}.` : ''
    const said = `${type}${by}${why === '' ? '.' : ` (${why})`}${end}`
    yield [3, type, lastUpdateTime ?? creationTimestamp, { text: said }]
  }
  const approvedAt = approvals[0]?.lastUpdateTime ?? ''
  const [failed] = conditionsOf(csr, 'Failed')
  const ends = certificateEnds(csr)
  if (failed !== undefined) {
    const { message = '', lastUpdateTime } = failed
    const why = message === '' ? '' : `: ${message}`
    const said = `The signer marked it Failed, and that is final${why}${cleaned}`
    yield [4, 'Failed', lastUpdateTime ?? approvedAt, cureOf(said, csr), 'signers', true]
  } else if (ends !== undefined) {
    const issued = {
      text: `${signerName} issued a certificate that is valid until ${utcTime(ends)}${cleaned}.`,
      mend: 'Fetch it.',
      command: fetchCommand(name),
    }
    yield [4, 'Issued', approvedAt, issued, 'tutorial']
  } else if (isApproved(csr) && isUnserved(signerName, cluster.signers)) {
    const said = `No signer in this cluster handles ${signerName}${cleaned}`
    const why = 'The request will get no certificate.'
    const cure = signerCure(said, csr, cluster.signers, { why })
    yield [4, 'NobodySigns', approvedAt, cure, 'signers', true]
  }
}

/** oldest first */
export const historyOf = (csr: CSR, context: HistoryContext): HistoryStep[] =>
  Array.from(
    draftsOf(csr, context),
    ([position, reason, at, hintText, page, isWarning = false]) => ({
      position,
      reason,
      type: isWarning ? 'Warning' : 'Normal',
      message:
        page === undefined
          ? shown(hintText.text)
          : renderHint(hintText, { form: context.form, page }),
      at,
    }),
  )

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
