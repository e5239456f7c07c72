/** From the sender to the approval: what the API server did with a request. Pure. */
import {
  type CertificateSigningRequest,
  conditionsOf,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../api/kinds/certificates.ts'
import type { CoreEvent } from '../api/kinds/events.ts'
import { SYSTEM_MASTERS } from '../api/user.ts'
import { requestProblem } from '../ca/parsed-request.ts'
import { sentences } from '../hints/hint.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { SUBJECT_HINTS } from '../hints/list.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import { lifetimeText } from '../hints/time.ts'
import { offlineFacts } from './offline.ts'
import { nameText } from './pem.ts'
import type { TraceParts, TraceStep } from './trace-step.ts'

type CSR = CertificateSigningRequest

const CREDENTIAL = 'authentication.kubernetes.io/credential-id'

export const authentication = ({ spec, metadata }: CSR): TraceStep => {
  const credential = spec.extra?.[CREDENTIAL]?.[0]
  const how =
    credential === undefined
      ? ''
      : credential.startsWith('X509SHA256=')
        ? `, by the client certificate with SHA-256 ${credential.slice('X509SHA256='.length)}`
        : `, by the credential ${credential}`
  return {
    stage: 'authentication',
    passed: true,
    text: `${spec.username ?? 'nobody'} (groups ${(spec.groups ?? []).join(', ') || 'none'}) sent it at ${metadata.creationTimestamp}${how}.`,
    page: PAGES.authentication,
  }
}

export const authorization = ({ csr: { spec }, review }: TraceParts): TraceStep => {
  const user = spec.username ?? 'nobody'
  const page = PAGES.rbac
  if (review === undefined) {
    return {
      stage: 'authorization',
      passed: true,
      text: `${user} was allowed to create it; which rule allows that could not be asked.`,
      page,
    }
  }
  if (!review.allowed) {
    return {
      stage: 'authorization',
      passed: true,
      text: `${user} was allowed to create it then; today no rule allows it any more.`,
      page,
    }
  }
  const reason =
    review.reason !== ''
      ? review.reason
      : spec.groups?.includes(SYSTEM_MASTERS) === true
        ? `members of ${SYSTEM_MASTERS} may do everything, without any rule`
        : 'no reason is given'
  return {
    stage: 'authorization',
    passed: true,
    text: `${user} may create requests: ${reason}.`,
    page,
  }
}

export const admission = (csr: CSR): TraceStep => {
  const organizations = requestIn(csr)?.subject.organizations ?? []
  const restricted = csr.spec.signerName === KUBE_APISERVER_CLIENT_SIGNER
  return {
    stage: 'admission',
    passed: !(restricted && organizations.includes(SYSTEM_MASTERS)),
    text: restricted
      ? `CertificateSubjectRestriction: the subject does not ask for O=${SYSTEM_MASTERS}.`
      : `CertificateSubjectRestriction looks only at ${KUBE_APISERVER_CLIENT_SIGNER}.`,
    page: PAGES.signers,
  }
}

export const validation = (csr: CSR): TraceStep[] => {
  const { spec } = csr
  const step = (passed: boolean, text: string): TraceStep => ({ stage: 'validation', passed, text })
  const problem = requestProblem(spec.request ?? '')
  const request = requestIn(csr)
  const about =
    request === undefined
      ? ''
      : `: ${nameText(request.subject)}, ${request.publicKey.curve ?? `${request.publicKey.algorithm} ${request.publicKey.bits}`}, key ${keyFingerprint(request.publicKey.spki)}`
  const asked = spec.expirationSeconds
  return [
    step(
      problem === undefined,
      problem === undefined
        ? `spec.request is one PEM request whose signature is that of its key${about}.`
        : `spec.request: ${problem}.`,
    ),
    step(true, `spec.usages: ${(spec.usages ?? []).join(', ')}.`),
    step(
      true,
      asked === undefined
        ? 'spec.expirationSeconds is not set: the signer chooses.'
        : `spec.expirationSeconds: ${asked}, which is ${lifetimeText(asked)}.`,
    ),
    ...subject(csr),
  ]
}

/** What is odd about the subject, though nobody refuses it. */
const subject = (csr: CSR): TraceStep[] =>
  SUBJECT_HINTS.flatMap((hint) => {
    const said = hint.says(offlineFacts(csr, requestIn(csr)))
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

export const approval = (csr: CSR, events: readonly CoreEvent[]): TraceStep[] => {
  const page = PAGES.signing
  const stage = 'approval' as const
  const condition = [...conditionsOf(csr, 'Denied'), ...conditionsOf(csr, 'Approved')][0]
  if (condition === undefined) {
    const card = events.find(({ reason }) => reason === 'Review')?.message
    return [
      ...(card === undefined ? [] : [{ stage, passed: undefined, text: card }]),
      {
        stage,
        passed: undefined,
        text: `pending: kubectl certificate approve ${shellWord(csr.metadata.name ?? '')}`,
        page,
      },
    ]
  }
  const told = events.find(({ reason }) => reason === condition.type)
  const manager = csr.metadata.managedFields?.findLast(
    ({ subresource }) => subresource === 'approval',
  )?.manager
  const why = [condition.reason, condition.message].filter(Boolean).join(': ')
  return [
    {
      stage,
      passed: condition.type === 'Approved',
      text:
        told?.source?.component === 'csrlab'
          ? `${told.message ?? ''} At ${condition.lastUpdateTime}.`
          : `${condition.type} at ${condition.lastUpdateTime}${manager === undefined ? '' : ` with ${manager}`} (${why}).`,
      page,
    },
  ]
}
