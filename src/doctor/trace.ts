/** The whole history of one request, as an ordered trace: from the object, and by asking the pure checks once more. Pure. */
import { X509Certificate } from 'node:crypto'
import {
  type CertificateSigningRequest,
  conditionsOf,
  isApproved,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../api/certificates.ts'
import type { CoreEvent } from '../api/events.ts'
import { SYSTEM_MASTERS } from '../api/user.ts'
import { type Certificate, fingerprint, parseCertificatesPem } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { OID } from '../ca/oid.ts'
import { requestProblem } from '../ca/parsed-request.ts'
import { BUILT_IN_SIGNERS } from '../ca/signers.ts'
import { KEY_USAGE } from '../ca/usages.ts'
import { cleanUp } from '../hints/clean-up.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { PAGES } from '../hints/pages.ts'
import { cureOf, predictedProblem } from '../hints/prediction.ts'
import { isUnserved, nearestSigner } from '../hints/signer-names.ts'
import { lifetimeText, moment } from '../hints/time.ts'
import { nameText } from './pem.ts'

export interface TraceStep {
  readonly stage:
    | 'authentication'
    | 'authorization'
    | 'admission'
    | 'validation'
    | 'approval'
    | 'signer'
    | 'certificate'
    | 'clean-up'
  /** undefined: not yet decided */
  readonly passed: boolean | undefined
  readonly text: string
  readonly page?: string
}

/** What has to be asked besides the object. */
export interface TraceParts {
  readonly csr: CertificateSigningRequest
  /** the answer to "may this user create requests?"; undefined when it could not be asked */
  readonly review: { readonly allowed: boolean; readonly reason: string } | undefined
  /** about this very object, oldest first */
  readonly events: readonly CoreEvent[]
  /** milliseconds since the epoch */
  readonly now: number
}

type CSR = CertificateSigningRequest

const SIGNERS: ReadonlySet<string> = new Set(BUILT_IN_SIGNERS)
const CREDENTIAL = 'authentication.kubernetes.io/credential-id'

const authentication = ({ spec, metadata }: CSR): TraceStep => {
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

const authorization = ({ csr: { spec }, review }: TraceParts): TraceStep => {
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

const admission = (csr: CSR): TraceStep => {
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

const validation = (csr: CSR): TraceStep[] => {
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
  ]
}

const approval = (csr: CSR, events: readonly CoreEvent[]): TraceStep => {
  const page = PAGES.signing
  const condition = [...conditionsOf(csr, 'Denied'), ...conditionsOf(csr, 'Approved')][0]
  if (condition === undefined) {
    return {
      stage: 'approval',
      passed: undefined,
      text: `pending: kubectl certificate approve ${csr.metadata.name}`,
      page,
    }
  }
  const told = events.find(({ reason }) => reason === condition.type)
  const manager = csr.metadata.managedFields?.findLast(
    ({ subresource }) => subresource === 'approval',
  )?.manager
  const why = [condition.reason, condition.message].filter(Boolean).join(': ')
  return {
    stage: 'approval',
    passed: condition.type === 'Approved',
    text:
      told?.source?.component === 'csrlab'
        ? `${told.message ?? ''} At ${condition.lastUpdateTime}.`
        : `${condition.type} at ${condition.lastUpdateTime}${manager === undefined ? '' : ` with ${manager}`} (${why}).`,
    page,
  }
}

const signer = (csr: CSR): TraceStep[] => {
  const page = PAGES.signers
  const { signerName } = csr.spec
  const [failed] = conditionsOf(csr, 'Failed')
  const issued = (csr.status.certificate ?? '') !== ''
  if (!issued && isUnserved(signerName, SIGNERS)) {
    const meant = nearestSigner(signerName, SIGNERS)
    return [
      {
        stage: 'signer',
        passed: false,
        text: `none of Kubernetes' signers is called ${signerName}${meant === undefined ? '; a controller of your own has to sign' : `; did you mean ${meant}?`}.`,
        page,
      },
    ]
  }
  const problem = failed?.message ?? predictedProblem(csr, requestIn(csr))
  const steps: TraceStep[] = [
    {
      stage: 'signer',
      passed: problem === undefined,
      text:
        problem === undefined
          ? `the subject, the names and the usages fit ${signerName}.`
          : `${signerName} ${failed === undefined ? 'will refuse' : 'refused'} it: ${problem}. Delete it and create it again: ${cureOf(problem, signerName)}`,
      page,
    },
  ]
  if (problem === undefined && !issued) {
    steps.push({
      stage: 'signer',
      passed: undefined,
      text: isApproved(csr)
        ? 'the signer has not answered yet.'
        : 'the signer waits for an approval.',
      page,
    })
  }
  return steps
}

const usageText = ({ keyUsage }: Certificate): string =>
  Object.entries(KEY_USAGE)
    .filter(([, bit]) => (keyUsage & bit) !== 0)
    .map(([name]) => name)
    .join(', ') || 'none'

const PURPOSES: Readonly<Record<string, string>> = {
  [OID.clientAuth]: 'client auth',
  '1.3.6.1.5.5.7.3.1': 'server auth',
}

const purposeText = ({ extKeyUsage = [] }: Certificate): string =>
  extKeyUsage.map((oid) => PURPOSES[oid] ?? oid).join(', ') || 'none'

const fields = (csr: CSR, certificate: Certificate, now: number): TraceStep[] => {
  const step = (text: string, passed = true): TraceStep => ({ stage: 'certificate', passed, text })
  const { subjectAltName, serialNumber } = new X509Certificate(certificate.raw)
  const request = requestIn(csr)
  const same = request?.publicKey.spki.equals(certificate.publicKey.spki) ?? false
  const { notBefore, notAfter } = certificate
  return [
    step(`serial number ${serialNumber}, SHA-256 ${fingerprint(certificate.raw)}.`),
    step(`issuer ${nameText(certificate.issuer)}.`),
    step(`subject ${nameText(certificate.subject)}: the user and the groups that log in.`),
    step(
      same
        ? `for the key of the request, ${keyFingerprint(certificate.publicKey.spki)}.`
        : 'for another key than that of the request.',
      same,
    ),
    step(
      `valid from ${moment(notBefore)} until ${moment(notAfter)}${now > notAfter ? ': it has expired' : ''}.`,
      now <= notAfter,
    ),
    step(`key usage ${usageText(certificate)}; extended ${purposeText(certificate)}.`),
    step(`names ${subjectAltName ?? 'none'}.`),
  ]
}

const certificateSteps = (csr: CSR, now: number): TraceStep[] => {
  const { certificate = '' } = csr.status
  if (certificate === '') return []
  try {
    return parseCertificatesPem(Buffer.from(certificate, 'base64'))
      .slice(0, 1)
      .flatMap((one) => fields(csr, one, now))
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [{ stage: 'certificate', passed: false, text: `it cannot be read: ${error.message}.` }]
  }
}

const cleaning = (csr: CSR): TraceStep[] => {
  const due = cleanUp(csr)
  return due === undefined
    ? []
    : [
        {
          stage: 'clean-up',
          passed: undefined,
          text: `deleted by the cleaner after ${moment(due.at)}: requests that are ${due.state} are kept for ${due.kept}.`,
          page: PAGES.requests,
        },
      ]
}

/** All steps in the order in which a request meets them. */
export const traceOf = (parts: TraceParts): TraceStep[] => {
  const { csr, events, now } = parts
  return [
    authentication(csr),
    authorization(parts),
    admission(csr),
    ...validation(csr),
    approval(csr, events),
    ...signer(csr),
    ...certificateSteps(csr, now),
    ...cleaning(csr),
  ]
}

const mark = (passed: boolean | undefined): string =>
  passed === undefined ? '…' : passed ? '✓' : '✗'

/** The trace for people; a page is told where something is not well, or not done yet. */
export const renderTrace = (name: string, steps: readonly TraceStep[]): string => {
  const width = Math.max(...steps.map(({ stage }) => stage.length))
  const lines = steps.flatMap(({ stage, passed, text, page }, i) => {
    const label = steps[i - 1]?.stage === stage ? '' : stage
    const line = `  ${label.padEnd(width)}  ${mark(passed)} ${text}`
    return passed === false && page !== undefined
      ? [line, `  ${''.padEnd(width)}    ${page}`]
      : [line]
  })
  return [`certificatesigningrequest ${name}`, '', ...lines, ''].join('\n')
}
