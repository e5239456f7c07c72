import {
  type CertificateSigningRequest,
  conditionsOf,
  isApproved,
  isDenied,
} from '../../apis/certificates.ts'
import { BUILT_IN_SIGNERS, SIGNER_RULES } from '../../ca/signers.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import { type HintText, sentences } from '../hints/hint.ts'
import { requestIn } from '../hints/key-of.ts'
import { PAGES } from '../hints/pages.ts'
import { cureOf, predictedProblem } from '../hints/prediction.ts'
import { isBuiltInSigner, isUnserved, signerCure } from '../hints/signer-advice.ts'
import { lifetimeText, moment } from '../hints/time.ts'
import type { TraceStep } from './trace-step.ts'
import type { TraceWords } from '../words/words.ts'

type CSR = CertificateSigningRequest

const SIGNERS: ReadonlySet<string> = new Set(BUILT_IN_SIGNERS)

const lifetime = ({ spec, status }: CSR, say: TraceWords): TraceStep[] => {
  const asked = spec.expirationSeconds
  if (asked === undefined || (status.certificate ?? '') !== '') return []
  return [
    {
      stage: 'signer',
      passed: undefined,
      text: say.willGive(lifetimeText(asked, say.hints)),
    },
  ]
}

/** The unmet rules of a built-in signer, without the first one, which the verdict names. */
const misses = (csr: CSR): TraceStep[] => {
  const request = requestIn(csr)
  const { signerName, usages = [] } = csr.spec
  if (request === undefined || !isBuiltInSigner(signerName)) return []
  return SIGNER_RULES[signerName]
    .flatMap(({ problemOf }) => problemOf(request, usages) ?? [])
    .slice(1)
    .map((problem) => ({
      stage: 'signer',
      passed: false,
      text: `${problem}.`,
      page: PAGES.signers,
    }))
}

const cured = (cure: HintText): TraceStep => ({
  stage: 'signer',
  passed: false,
  text: sentences(cure, 'full'),
  ...(cure.command !== undefined && { command: cure.command }),
  page: PAGES.signers,
})

const verdict = (csr: CSR, say: TraceWords): TraceStep[] => {
  const { signerName } = csr.spec
  const [failed] = conditionsOf(csr, 'Failed')
  const step = (passed: boolean | undefined, text: string): TraceStep[] => [
    { stage: 'signer', passed, text, page: PAGES.signers },
  ]
  const refused = (said: string): TraceStep[] => {
    return [cured(cureOf(said, csr, { say: say.hints }))]
  }
  if ((csr.status.certificate ?? '') !== '') return step(true, say.issuedBy(signerName))
  if (failed !== undefined) {
    const { message = '' } = failed
    return refused(say.refusedAt(signerName, failed.lastUpdateTime ?? '', message))
  }
  const unmet = predictedProblem(csr, requestIn(csr))
  if (isDenied(csr)) return step(undefined, say.deniedIsFinal)
  if (unmet !== undefined) return refused(say.willRefuse(signerName, unmet.problem))
  return [
    ...lifetime(csr, say),
    ...step(undefined, isApproved(csr) ? say.noAnswerYet : say.waitsForApproval(signerName)),
  ]
}

export const signer = (csr: CSR, say: TraceWords): TraceStep[] => {
  const { signerName } = csr.spec
  if ((csr.status.certificate ?? '') !== '' || !isUnserved(signerName, SIGNERS))
    return [...verdict(csr, say), ...misses(csr)]
  return [cured(signerCure(say.noSuchSigner(signerName), csr, SIGNERS, { say: say.hints }))]
}

export const cleaning = (csr: CSR, release: Release, say: TraceWords): TraceStep[] => {
  const due = cleanUp(csr, release)
  return due === undefined
    ? []
    : [
        {
          stage: 'clean-up',
          passed: undefined,
          text: say.cleanedUp(moment(due.at), say.hints.cleanUps[due.state]),
          page: PAGES.requests,
        },
      ]
}
