/** Validates CSRs (`pkg/apis/certificates/validation/validation.go`). */
import { append } from '../../../apimachinery/append.ts'
import {
  type CertificateSigningRequest,
  type CertificateSigningRequestCondition,
  KEY_USAGES,
  LEGACY_UNKNOWN_SIGNER,
} from '../../../apis/certificates.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  duplicate,
  type FieldError,
  FieldPath,
  invalid,
  JsonValue,
  notSupported,
  required,
} from '../../../apimachinery/field.ts'
import { validateSignerName } from '../../../apimachinery/signer-name.ts'
import { certificateBundleProblem } from '../../../ca/certificate.ts'
import { requestProblem } from '../../../ca/parsed-request.ts'
import { certificateHistoryErrors, type CsrEndpoint, historyErrors } from './history-validation.ts'

type CSR = CertificateSigningRequest
type Condition = CertificateSigningRequestCondition

const spec = FieldPath.of('spec')
const conditionsPath = FieldPath.of('status', 'conditions')
const certificatePath = FieldPath.of('status', 'certificate')

const APPROVED = 'Approved'
const DENIED = 'Denied'
const FAILED = 'Failed'
const ALWAYS_TRUE = new Set([APPROVED, DENIED, FAILED])

const isKeyUsage = (usage: string): boolean => (KEY_USAGES as readonly string[]).includes(usage)

const MIN_EXPIRATION_SECONDS = 600

/** Errors that stored objects may keep. */
interface Leniency {
  /** an unchanged request: its verification would take a sixth of a write's time */
  readonly request?: boolean
  readonly bothApprovedAndDenied?: boolean
  readonly legacySigner?: boolean
  readonly duplicateTypes?: boolean
  readonly emptyTypes?: boolean
  readonly unknownUsages?: boolean
  readonly duplicateUsages?: boolean
  readonly certificate?: boolean
}

const requestErrors = ({ request }: CSR['spec'], lenient: Leniency): FieldError[] => {
  if (lenient.request === true) return []
  const problem = requestProblem(request ?? '')
  return problem === undefined
    ? []
    : [invalid(spec.child('request'), new JsonValue(request ?? null), problem)]
}

const usageErrors = ({ usages = [] }: CSR['spec'], lenient: Leniency): FieldError[] => {
  const path = spec.child('usages')
  if (usages.length === 0) return [required(path)]
  const errors: FieldError[] = []
  if (lenient.unknownUsages !== true) {
    usages.forEach((usage, i) => {
      if (!isKeyUsage(usage))
        errors.push(notSupported(path.index(i), new JsonValue(usage), KEY_USAGES))
    })
  }
  if (lenient.duplicateUsages !== true) {
    const seen = new Set<string>()
    usages.forEach((usage, i) => {
      if (seen.has(usage)) errors.push(duplicate(path.index(i), new JsonValue(usage)))
      seen.add(usage)
    })
  }
  return errors
}

const signerErrors = ({ signerName }: CSR['spec'], lenient: Leniency): FieldError[] => {
  const path = spec.child('signerName')
  if (signerName === LEGACY_UNKNOWN_SIGNER && lenient.legacySigner !== true) {
    return [invalid(path, signerName, 'the legacy signerName is not allowed via this API version')]
  }
  return validateSignerName(signerName, path)
}

const expirationErrors = ({ expirationSeconds }: CSR['spec']): FieldError[] =>
  expirationSeconds !== undefined && expirationSeconds < MIN_EXPIRATION_SECONDS
    ? [
        invalid(
          spec.child('expirationSeconds'),
          expirationSeconds,
          'may not specify a duration less than 600 seconds (10 minutes)',
        ),
      ]
    : []

const conditionStatusErrors = ({ type, status }: Condition, path: FieldPath): FieldError[] => {
  if (status === '') return [required(path)]
  const allowed = ALWAYS_TRUE.has(type) ? ['True'] : ['True', 'False', 'Unknown']
  return allowed.includes(status) ? [] : [notSupported(path, new JsonValue(status), allowed)]
}

const conditionErrors = (conditions: readonly Condition[], lenient: Leniency): FieldError[] => {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  conditions.forEach((condition, i) => {
    const path = conditionsPath.index(i)
    const { type } = condition
    if (type === '' && lenient.emptyTypes !== true) errors.push(required(path.child('type')))
    append(errors, conditionStatusErrors(condition, path.child('status')))
    const other = type === APPROVED ? DENIED : type === DENIED ? APPROVED : undefined
    if (other !== undefined && seen.has(other) && lenient.bothApprovedAndDenied !== true) {
      errors.push(
        invalid(
          conditionsPath,
          new JsonValue(type),
          'Approved and Denied conditions are mutually exclusive',
        ),
      )
    }
    if (seen.has(type) && lenient.duplicateTypes !== true) {
      errors.push(duplicate(path.child('type'), new JsonValue(type)))
    }
    seen.add(type)
  })
  return errors
}

const certificateErrors = (
  { certificate = '' }: CSR['status'],
  lenient: Leniency,
): FieldError[] => {
  if (certificate === '' || lenient.certificate === true) return []
  const problem = certificateBundleProblem(Buffer.from(certificate, 'base64'))
  // the value may be megabytes
  return problem === undefined ? [] : [invalid(certificatePath, '<certificate data>', problem)]
}

type Release = RequestContext['release']

/** Whether a declarative rule forbids both decisions together; its error comes last. */
const isDeclarative = (release: Release): boolean =>
  release.has('DeclarativeDecisions') && release.has('DeclarativeValidationBeta')

/** Go's form of list items. */
const MEMBERS = [APPROVED, DENIED].map((type) => `conditions[{"type": ${JSON.stringify(type)}}]`)

/** `zeroOrOneOf` of `k8s.io/apimachinery/pkg/api/validate` (1.37); stored conflicts may stay. */
const decisionErrors = (
  { status: { conditions = [] } }: CSR,
  lenient: Leniency,
  release: Release,
): FieldError[] => {
  const has = (wanted: string): boolean => conditions.some(({ type }) => type === wanted)
  if (!isDeclarative(release) || lenient.bothApprovedAndDenied === true) return []
  if (!has(APPROVED) || !has(DENIED)) return []
  const allowed = MEMBERS.map((member) => `\`${member}\``).join(', ')
  return [
    invalid(conditionsPath, `{${MEMBERS.join(', ')}}`, `must specify at most one of: ${allowed}`),
  ]
}

const validateObject = (object: CSR, lenient: Leniency): FieldError[] => [
  ...requestErrors(object.spec, lenient),
  ...usageErrors(object.spec, lenient),
  ...signerErrors(object.spec, lenient),
  ...expirationErrors(object.spec),
  ...conditionErrors(object.status.conditions ?? [], lenient),
  ...certificateErrors(object.status, lenient),
]

export const validateCreate = ({ release }: RequestContext, object: CSR): FieldError[] => [
  ...validateObject(object, { bothApprovedAndDenied: isDeclarative(release) }),
  ...decisionErrors(object, {}, release),
]

const leniencyFor = (object: CSR, old: CSR): Leniency => {
  const conditions = old.status.conditions ?? []
  const types = conditions.map(({ type }) => type)
  const usages = old.spec.usages ?? []
  const oldCertificate = old.status.certificate ?? ''
  return {
    request: object.spec.request === old.spec.request,
    bothApprovedAndDenied: types.includes(APPROVED) && types.includes(DENIED),
    legacySigner: old.spec.signerName === LEGACY_UNKNOWN_SIGNER,
    duplicateTypes: new Set(types).size < types.length,
    emptyTypes: types.includes(''),
    unknownUsages: usages.some((usage) => !isKeyUsage(usage)),
    duplicateUsages: new Set(usages).size < usages.length,
    certificate:
      oldCertificate === (object.status.certificate ?? '') ||
      (oldCertificate !== '' &&
        certificateBundleProblem(Buffer.from(oldCertificate, 'base64')) !== undefined),
  }
}

const validateUpdateOn =
  (endpoint: CsrEndpoint) =>
  ({ release }: RequestContext, object: CSR, old: CSR): FieldError[] => {
    const lenient = leniencyFor(object, old)
    const { bothApprovedAndDenied = false } = lenient
    return [
      ...validateObject(object, {
        ...lenient,
        bothApprovedAndDenied: bothApprovedAndDenied || isDeclarative(release),
      }),
      ...historyErrors(object, old, endpoint),
      ...certificateHistoryErrors(object, old, endpoint),
      ...decisionErrors(object, lenient, release),
    ]
  }

export const validateMainUpdate = validateUpdateOn('main')
export const validateStatusUpdate = validateUpdateOn('status')
export const validateApprovalUpdate = validateUpdateOn('approval')
