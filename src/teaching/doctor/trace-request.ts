import { conditionsOf, KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { requestProblem } from '../../ca/request.ts'
import { keyFingerprint, keyText, nameText, requestIn } from '../hints/key-of.ts'
import { SUBJECT_HINTS } from '../hints/list.ts'
import { shellWord } from '../hints/shell.ts'
import { lifetimeText } from '../hints/time.ts'
import { offlineFacts } from './offline.ts'
import type { TraceFinding, TraceParts } from './trace-step.ts'

const CREDENTIAL = 'authentication.kubernetes.io/credential-id'
const CERTIFICATE = 'X509SHA256='

/** Reason of a condition that a rule of `csrlab approvers` has set (testing/approvers). */
const APPROVERS = 'CsrlabApprovers'
const BY_RULE = /^(.*) \(by rule (\d+) of the approvers\)$/s

function* approval({ csr, events, say, card }: TraceParts): Generator<TraceFinding, void> {
  const [condition] = [...conditionsOf(csr, 'Denied'), ...conditionsOf(csr, 'Approved')]
  if (condition === undefined) {
    const told = events.find(({ reason }) => reason === 'Review')?.message
    if (told !== undefined) yield ['approval', undefined, card ?? told]
    const command = `kubectl certificate approve ${shellWord(csr.metadata.name ?? '')}`
    yield ['approval', undefined, say.pending(command), 'signing']
    return
  }
  const { type, reason, message, lastUpdateTime } = condition
  const time = lastUpdateTime ?? ''
  const told = events.find((event) => event.reason === type)
  const manager = csr.metadata.managedFields?.findLast(
    ({ subresource }) => subresource === 'approval',
  )?.manager
  const how = manager === undefined ? '' : say.withManager(manager)
  const why = [reason, message].filter(Boolean).join(': ')
  const [, ground, rule] = BY_RULE.exec(message ?? '') ?? []
  const isByRule = reason === APPROVERS && ground !== undefined && rule !== undefined
  const text =
    isByRule && type === 'Denied'
      ? say.deniedByRule(rule, ground, time)
      : told?.source?.component === 'csrlab'
        ? say.toldAt(told.message ?? '', time)
        : say.decided(type, time, how, why)
  yield ['approval', type === 'Approved', text, 'signing']
}

/** The stages from authentication to approval. */
export function* traceRequest(parts: TraceParts): Generator<TraceFinding, void> {
  const { csr, review, say } = parts
  const { spec, metadata } = csr
  const { username: user = say.nobody, groups = [], expirationSeconds: asked } = spec
  const credential = spec.extra?.[CREDENTIAL]?.[0]
  const how =
    credential === undefined
      ? ''
      : credential.startsWith(CERTIFICATE)
        ? say.byCertificate(credential.slice(CERTIFICATE.length))
        : say.byCredential(credential)
  const all = groups.join(', ') || say.none
  const sent = say.sentBy(user, all, metadata.creationTimestamp ?? '', how)
  yield ['authentication', true, sent, 'authentication']

  const unknown = groups.includes(SYSTEM_MASTERS) ? say.mastersMayAll : say.noReason
  const today =
    review?.allowed === true
      ? say.mayCreate(user, review.reason || unknown)
      : say.noLongerAllowed(user)
  yield ['authorization', true, review === undefined ? say.couldNotAsk(user) : today, 'rbac']

  const request = requestIn(csr)
  const isRestricted = spec.signerName === KUBE_APISERVER_CLIENT_SIGNER
  const isMaster = request?.subject.organizations.includes(SYSTEM_MASTERS) === true
  const checked = isRestricted
    ? say.subjectChecked
    : say.subjectNotChecked(KUBE_APISERVER_CLIENT_SIGNER)
  yield ['admission', !(isRestricted && isMaster), checked, 'signers']

  const problem = requestProblem(spec.request ?? '')
  const about =
    request === undefined
      ? ''
      : say.aboutRequest(
          nameText(request.subject),
          keyText(request.publicKey),
          keyFingerprint(request.publicKey.spki),
        )
  yield problem === undefined
    ? ['validation', true, say.goodRequest(about)]
    : ['validation', false, say.badRequest(problem)]
  const lifetime =
    asked === undefined ? say.noLifetime : say.lifetime(asked, lifetimeText(asked, say.hints))
  yield ['validation', true, lifetime]
  // neither the API nor a signer rejects these subjects
  for (const hint of SUBJECT_HINTS) {
    const hintText = hint.says(offlineFacts(csr, request), say.hints)
    if (hintText !== undefined) yield ['validation', false, hintText, hint.page]
  }
  yield* approval(parts)
}
