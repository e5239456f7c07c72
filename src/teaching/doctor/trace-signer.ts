import { conditionsOf, isApproved, isDenied } from '../../apis/certificates.ts'
import { BUILT_IN_SIGNERS, unmetRules } from '../../ca/signers.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { HintText } from '../hints/hint.ts'
import { keyFingerprint, nameText, requestIn } from '../hints/key-of.ts'
import { PAGES } from '../hints/pages.ts'
import { cureOf, predictedProblem } from '../hints/prediction.ts'
import { isBuiltInSigner, isUnserved, signerCure } from '../hints/signer-advice.ts'
import { certificatesIn } from '../hints/readable.ts'
import { lifetimeText, utcTime } from '../hints/time.ts'
import { advised, type TraceFinding, type TraceParts } from './trace-step.ts'

const SIGNERS: ReadonlySet<string> = new Set(BUILT_IN_SIGNERS)

const lifetime = ({ csr: { spec, status }, say }: TraceParts): TraceFinding[] => {
  const asked = spec.expirationSeconds
  if (asked === undefined || (status.certificate ?? '') !== '') return []
  return [{ passed: undefined, text: say.willGive(lifetimeText(asked, say.hints)) }]
}

/** The unmet rules of a built-in signer after the first, which the verdict names. */
const misses = ({ csr }: TraceParts): TraceFinding[] => {
  const request = requestIn(csr)
  const { signerName, usages = [] } = csr.spec
  if (request === undefined || !isBuiltInSigner(signerName)) return []
  return unmetRules(signerName, request, usages)
    .slice(1)
    .map(({ problem }) => ({ passed: false, text: `${problem}.`, page: PAGES.signers }))
}

const cured = (cure: HintText): TraceFinding[] => [advised(cure, PAGES.signers)]

const verdict = (parts: TraceParts): TraceFinding[] => {
  const { csr, say } = parts
  const { signerName } = csr.spec
  const [failed] = conditionsOf(csr, 'Failed')
  const found = (passed: boolean | undefined, text: string): TraceFinding[] => [
    { passed, text, page: PAGES.signers },
  ]
  const refused = (said: string): TraceFinding[] => cured(cureOf(said, csr, { say: say.hints }))
  if ((csr.status.certificate ?? '') !== '') return found(true, say.issuedBy(signerName))
  if (failed !== undefined) {
    const { message = '' } = failed
    return refused(say.refusedAt(signerName, failed.lastUpdateTime ?? '', message))
  }
  const unmet = predictedProblem(csr)
  if (isDenied(csr)) return found(undefined, say.deniedIsFinal)
  if (unmet !== undefined) return refused(say.willRefuse(signerName, unmet.problem))
  return [
    ...lifetime(parts),
    ...found(undefined, isApproved(csr) ? say.noAnswerYet : say.waitsForApproval(signerName)),
  ]
}

export const signer = (parts: TraceParts): TraceFinding[] => {
  const { csr, say } = parts
  const { signerName } = csr.spec
  if ((csr.status.certificate ?? '') !== '' || !isUnserved(signerName, SIGNERS))
    return [...verdict(parts), ...misses(parts)]
  return cured(signerCure(say.noSuchSigner(signerName), csr, SIGNERS, { say: say.hints }))
}

/** About the issued certificate, the first one of `status.certificate`. */
export const certificateFindings = ({ csr, now, say }: TraceParts): TraceFinding[] => {
  const [certificate] = certificatesIn(Buffer.from(csr.status.certificate ?? '', 'base64'))
  if (certificate === undefined) return []
  const { subject, notBefore, notAfter, publicKey } = certificate
  const isOfRequest = requestIn(csr)?.publicKey.spki.equals(publicKey.spki) ?? false
  const hasExpired = now > notAfter
  return [
    { passed: true, text: say.subject(nameText(subject)) },
    {
      passed: isOfRequest,
      text: isOfRequest ? say.sameKey(keyFingerprint(publicKey.spki)) : say.otherKey,
    },
    {
      passed: !hasExpired,
      text: say.valid(utcTime(notBefore), utcTime(notAfter), hasExpired ? say.hasExpired : ''),
    },
  ]
}

export const cleaning = ({ csr, release, say }: TraceParts): TraceFinding[] => {
  const due = cleanUp(csr, release)
  if (due === undefined) return []
  const text = say.cleanedUp(utcTime(due.at), say.hints.cleanUps[due.state])
  return [{ passed: undefined, text, page: PAGES.requests }]
}
