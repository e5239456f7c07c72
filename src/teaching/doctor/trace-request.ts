import {
  type CertificateSigningRequest,
  conditionsOf,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { requestProblem } from '../../ca/parsed-request.ts'
import { sentences } from '../hints/hint.ts'
import { keyFingerprint, keyText, requestIn } from '../hints/key-of.ts'
import { SUBJECT_HINTS } from '../hints/list.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import { lifetimeText } from '../hints/time.ts'
import { offlineFacts } from './offline.ts'
import { nameText } from './pem.ts'
import type { TraceParts, TraceStep } from './trace-step.ts'
import type { TraceWords } from '../words/words.ts'

type CSR = CertificateSigningRequest

const CREDENTIAL = 'authentication.kubernetes.io/credential-id'

export const authentication = ({ spec, metadata }: CSR, say: TraceWords): TraceStep => {
  const credential = spec.extra?.[CREDENTIAL]?.[0]
  const how =
    credential === undefined
      ? ''
      : credential.startsWith('X509SHA256=')
        ? say.byCertificate(credential.slice('X509SHA256='.length))
        : say.byCredential(credential)
  return {
    stage: 'authentication',
    passed: true,
    text: say.sentBy(
      spec.username ?? say.nobody,
      (spec.groups ?? []).join(', ') || say.none,
      metadata.creationTimestamp ?? '',
      how,
    ),
    page: PAGES.authentication,
  }
}

const reasonOf = ({ csr: { spec }, say }: TraceParts, reason: string): string => {
  if (reason !== '') return reason
  return spec.groups?.includes(SYSTEM_MASTERS) === true ? say.mastersMayAll : say.noReason
}

export const authorization = (parts: TraceParts): TraceStep => {
  const { csr, review, say } = parts
  const user = csr.spec.username ?? say.nobody
  const today =
    review?.allowed === true
      ? say.mayCreate(user, reasonOf(parts, review.reason))
      : say.noLongerAllowed(user)
  return {
    stage: 'authorization',
    passed: true,
    text: review === undefined ? say.couldNotAsk(user) : today,
    page: PAGES.rbac,
  }
}

export const admission = (csr: CSR, say: TraceWords): TraceStep => {
  const organizations = requestIn(csr)?.subject.organizations ?? []
  const restricted = csr.spec.signerName === KUBE_APISERVER_CLIENT_SIGNER
  return {
    stage: 'admission',
    passed: !(restricted && organizations.includes(SYSTEM_MASTERS)),
    text: restricted ? say.subjectChecked : say.subjectNotChecked(KUBE_APISERVER_CLIENT_SIGNER),
    page: PAGES.signers,
  }
}

export const validation = (csr: CSR, say: TraceWords): TraceStep[] => {
  const { spec } = csr
  const step = (passed: boolean, text: string): TraceStep => ({ stage: 'validation', passed, text })
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
    step(
      problem === undefined,
      problem === undefined ? say.goodRequest(about) : say.badRequest(problem),
    ),
    step(
      true,
      asked === undefined ? say.noLifetime : say.lifetime(asked, lifetimeText(asked, say.hints)),
    ),
    ...subject(csr, say),
  ]
}

/** Problems of the subject that neither the API nor a signer rejects. */
const subject = (csr: CSR, say: TraceWords): TraceStep[] =>
  SUBJECT_HINTS.flatMap((hint) => {
    const said = hint.says(offlineFacts(csr, requestIn(csr)), say.hints)
    if (said === undefined) return []
    const { command } = said
    const text = sentences(said, 'full')
    return [
      {
        stage: 'validation',
        passed: false,
        text,
        ...(command !== undefined && { command }),
        page: hint.page,
      },
    ]
  })

export const approval = ({ csr, events, say, card }: TraceParts): TraceStep[] => {
  const page = PAGES.signing
  const stage = 'approval' as const
  const condition = [...conditionsOf(csr, 'Denied'), ...conditionsOf(csr, 'Approved')][0]
  if (condition === undefined) {
    const told = events.find(({ reason }) => reason === 'Review')?.message
    return [
      ...(told === undefined ? [] : [{ stage, passed: undefined, text: card ?? told }]),
      {
        stage,
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
      stage,
      passed: condition.type === 'Approved',
      text:
        told?.source?.component === 'csrlab'
          ? say.toldAt(told.message ?? '', condition.lastUpdateTime ?? '')
          : say.decided(condition.type, condition.lastUpdateTime ?? '', how, why),
      page,
    },
  ]
}
