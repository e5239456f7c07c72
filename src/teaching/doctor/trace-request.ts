import { conditionsOf, KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { requestProblem } from '../../ca/parsed-request.ts'
import { keyFingerprint, keyText, nameText, requestIn } from '../hints/key-of.ts'
import { SUBJECT_HINTS } from '../hints/list.ts'
import { shellWord } from '../hints/shell.ts'
import { lifetimeText } from '../hints/time.ts'
import { offlineFacts } from './offline.ts'
import { advised, type TraceFinding, type TraceParts } from './trace-step.ts'

const CREDENTIAL = 'authentication.kubernetes.io/credential-id'

export const authentication = ({ csr: { spec, metadata }, say }: TraceParts): TraceFinding => {
  const credential = spec.extra?.[CREDENTIAL]?.[0]
  const how =
    credential === undefined
      ? ''
      : credential.startsWith('X509SHA256=')
        ? say.byCertificate(credential.slice('X509SHA256='.length))
        : say.byCredential(credential)
  return {
    passed: true,
    text: say.sentBy(
      spec.username ?? say.nobody,
      (spec.groups ?? []).join(', ') || say.none,
      metadata.creationTimestamp ?? '',
      how,
    ),
    page: 'authentication',
  }
}

const reasonOf = ({ csr: { spec }, say }: TraceParts, reason: string): string => {
  if (reason !== '') return reason
  return spec.groups?.includes(SYSTEM_MASTERS) === true ? say.mastersMayAll : say.noReason
}

export const authorization = (parts: TraceParts): TraceFinding => {
  const { csr, review, say } = parts
  const user = csr.spec.username ?? say.nobody
  const today =
    review?.allowed === true
      ? say.mayCreate(user, reasonOf(parts, review.reason))
      : say.noLongerAllowed(user)
  return {
    passed: true,
    text: review === undefined ? say.couldNotAsk(user) : today,
    page: 'rbac',
  }
}

export const admission = ({ csr, say }: TraceParts): TraceFinding => {
  const organizations = requestIn(csr)?.subject.organizations ?? []
  const restricted = csr.spec.signerName === KUBE_APISERVER_CLIENT_SIGNER
  return {
    passed: !(restricted && organizations.includes(SYSTEM_MASTERS)),
    text: restricted ? say.subjectChecked : say.subjectNotChecked(KUBE_APISERVER_CLIENT_SIGNER),
    page: 'signers',
  }
}

export const validation = (parts: TraceParts): TraceFinding[] => {
  const { csr, say } = parts
  const { spec } = csr
  const problem = requestProblem(spec.request ?? '')
  const request = requestIn(csr)
  const about =
    request === undefined
      ? ''
      : say.aboutRequest(
          nameText(request.subject),
          keyText(request.publicKey),
          keyFingerprint(request.publicKey.spki),
        )
  const asked = spec.expirationSeconds
  return [
    {
      passed: problem === undefined,
      text: problem === undefined ? say.goodRequest(about) : say.badRequest(problem),
    },
    {
      passed: true,
      text:
        asked === undefined ? say.noLifetime : say.lifetime(asked, lifetimeText(asked, say.hints)),
    },
    ...subject(parts),
  ]
}

/** Problems of the subject that neither the API nor a signer rejects. */
const subject = ({ csr, say }: TraceParts): TraceFinding[] =>
  SUBJECT_HINTS.flatMap((hint) => {
    const hintText = hint.says(offlineFacts(csr, requestIn(csr)), say.hints)
    return hintText === undefined ? [] : [advised(hintText, hint.page)]
  })

export const approval = ({ csr, events, say, card }: TraceParts): TraceFinding[] => {
  const page = 'signing'
  const condition = [...conditionsOf(csr, 'Denied'), ...conditionsOf(csr, 'Approved')][0]
  if (condition === undefined) {
    const told = events.find(({ reason }) => reason === 'Review')?.message
    return [
      ...(told === undefined ? [] : [{ passed: undefined, text: card ?? told }]),
      {
        passed: undefined,
        text: say.pending(`kubectl certificate approve ${shellWord(csr.metadata.name ?? '')}`),
        page,
      },
    ]
  }
  const told = events.find(({ reason }) => reason === condition.type)
  const manager = csr.metadata.managedFields?.findLast(
    ({ subresource }) => subresource === 'approval',
  )?.manager
  const how = manager === undefined ? '' : say.withManager(manager)
  const why = [condition.reason, condition.message].filter(Boolean).join(': ')
  return [
    {
      passed: condition.type === 'Approved',
      text:
        told?.source?.component === 'csrlab'
          ? say.toldAt(told.message ?? '', condition.lastUpdateTime ?? '')
          : say.decided(condition.type, condition.lastUpdateTime ?? '', how, why),
      page,
    },
  ]
}
