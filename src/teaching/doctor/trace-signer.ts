import { conditionsOf, isApproved, isDenied } from '../../apis/certificates.ts'
import { BUILT_IN_SIGNERS, unmetRules } from '../../ca/signers.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { HintText } from '../hints/hint.ts'
import { certificatesIn, keyFingerprint, nameText, requestIn } from '../hints/key-of.ts'
import {
  cureOf,
  isBuiltInSigner,
  isUnserved,
  predictedProblem,
  signerCure,
} from '../hints/signer-advice.ts'
import { lifetimeText, utcTime } from '../hints/time.ts'
import type { TraceFinding, TraceParts } from './trace-step.ts'

const SIGNERS: ReadonlySet<string> = new Set(BUILT_IN_SIGNERS)

function* signer({ csr, say }: TraceParts): Generator<TraceFinding, void> {
  const { signerName, usages = [], expirationSeconds: asked } = csr.spec
  const finding = (passed: boolean | undefined, said: string | HintText): TraceFinding => [
    'signer',
    passed,
    said,
    'signers',
  ]
  const refused = (said: string): TraceFinding =>
    finding(false, cureOf(said, csr, { say: say.hints }))
  const [failed] = conditionsOf(csr, 'Failed')
  const unmet = predictedProblem(csr)
  const isIssued = (csr.status.certificate ?? '') !== ''
  if (isIssued) yield finding(true, say.issuedBy(signerName))
  else if (isUnserved(signerName, SIGNERS)) {
    const said = say.noSuchSigner(signerName)
    yield finding(false, signerCure(said, csr, SIGNERS, { say: say.hints }))
    return
  } else if (failed !== undefined) {
    const { message = '', lastUpdateTime } = failed
    yield refused(say.refusedAt(signerName, lastUpdateTime ?? '', message))
  } else if (isDenied(csr)) yield finding(undefined, say.deniedIsFinal)
  else if (unmet !== undefined) yield refused(say.willRefuse(signerName, unmet.problem))
  else {
    if (asked !== undefined)
      yield ['signer', undefined, say.willGive(lifetimeText(asked, say.hints))]
    yield finding(undefined, isApproved(csr) ? say.noAnswerYet : say.waitsForApproval(signerName))
  }
  const request = requestIn(csr)
  if (request === undefined || !isBuiltInSigner(signerName)) return
  // after a denial, only the first rule would have refused the request
  if (isDenied(csr) && !isIssued) {
    if (unmet !== undefined) yield finding(false, say.wouldRefuse(signerName, unmet.problem))
    return
  }
  // the finding above names the first unmet rule, unless the request is issued
  const others = unmetRules(signerName, request, usages).slice(isIssued ? 0 : 1)
  for (const { problem } of others) yield finding(false, `${problem}.`)
}

/** The stages from the signer to the clean-up. */
export function* traceSigner(parts: TraceParts): Generator<TraceFinding, void> {
  const { csr, release, now, say } = parts
  yield* signer(parts)
  const [certificate] = certificatesIn(Buffer.from(csr.status.certificate ?? '', 'base64'))
  if (certificate !== undefined) {
    const { subject, notBefore, notAfter, publicKey } = certificate
    const hasSameKey = requestIn(csr)?.publicKey.spki.equals(publicKey.spki) ?? false
    const hasExpired = now > notAfter
    const key = hasSameKey ? say.sameKey(keyFingerprint(publicKey.spki)) : say.otherKey
    const end = hasExpired ? say.hasExpired : ''
    yield ['certificate', true, say.subject(nameText(subject))]
    yield ['certificate', hasSameKey, key]
    yield ['certificate', !hasExpired, say.valid(utcTime(notBefore), utcTime(notAfter), end)]
  }
  const due = cleanUp(csr, release)
  if (due === undefined) return
  const text = say.cleanedUp(utcTime(due.at), say.hints.cleanUps[due.state])
  yield ['clean-up', undefined, text, 'requests']
}
