/** Validates CSRs (`pkg/apis/certificates/validation/validation.go`). */
import { append } from '../../../apimachinery/append.ts'
import {
  type CertificateSigningRequest,
  type CertificateSigningRequestCondition,
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
import { requestProblem } from '../../../ca/request.ts'
import { KEY_USAGES } from '../../../ca/usages.ts'
import {
  certificateHistoryErrors,
  certificatePath,
  conditionsPath,
  type CsrEndpoint,
  historyErrors,
} from './history-validation.ts'

type CSR = CertificateSigningRequest
type Condition = CertificateSigningRequestCondition

const SPEC = FieldPath.of('spec')

const APPROVED = 'Approved'
const DENIED = 'Denied'
const FAILED = 'Failed'
const ALWAYS_TRUE = new Set([APPROVED, DENIED, FAILED])

const MIN_EXPIRATION_SECONDS = 600

const requestErrors = ({ request }: CSR['spec']): FieldError[] => {
  const problem = requestProblem(request ?? '')
  return problem === undefined
    ? []
    : [invalid(SPEC.child('request'), new JsonValue(request ?? null), problem)]
}

const usageErrors = ({ usages = [] }: CSR['spec']): FieldError[] => {
  const path = SPEC.child('usages')
  if (usages.length === 0) return [required(path)]
  const errors: FieldError[] = []
  usages.forEach((usage, i) => {
    if (!KEY_USAGES.includes(usage))
      errors.push(notSupported(path.index(i), new JsonValue(usage), KEY_USAGES))
  })
  const seen = new Set<string>()
  usages.forEach((usage, i) => {
    if (seen.has(usage)) errors.push(duplicate(path.index(i), new JsonValue(usage)))
    seen.add(usage)
  })
  return errors
}

const signerErrors = ({ signerName }: CSR['spec']): FieldError[] => {
  const path = SPEC.child('signerName')
  if (signerName === LEGACY_UNKNOWN_SIGNER) {
    return [invalid(path, signerName, 'the legacy signerName is not allowed via this API version')]
  }
  return validateSignerName(signerName, path)
}

const expirationErrors = ({ expirationSeconds }: CSR['spec']): FieldError[] =>
  expirationSeconds !== undefined && expirationSeconds < MIN_EXPIRATION_SECONDS
    ? [
        invalid(
          SPEC.child('expirationSeconds'),
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

type Release = RequestContext['release']

/** Whether {@link decisionErrors}, not {@link conditionErrors}, rejects Approved with Denied. */
const isDeclarative = (release: Release): boolean =>
  release.has('DeclarativeDecisions') && release.has('DeclarativeValidationBeta')

const conditionErrors = (conditions: readonly Condition[], release: Release): FieldError[] => {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  conditions.forEach((condition, i) => {
    const path = conditionsPath.index(i)
    const { type } = condition
    if (type === '') errors.push(required(path.child('type')))
    append(errors, conditionStatusErrors(condition, path.child('status')))
    const other = type === APPROVED ? DENIED : type === DENIED ? APPROVED : undefined
    if (other !== undefined && seen.has(other) && !isDeclarative(release)) {
      errors.push(
        invalid(
          conditionsPath,
          new JsonValue(type),
          'Approved and Denied conditions are mutually exclusive',
        ),
      )
    }
    if (seen.has(type)) {
      errors.push(duplicate(path.child('type'), new JsonValue(type)))
    }
    seen.add(type)
  })
  return errors
}

const certificateErrors = ({ certificate = '' }: CSR['status']): FieldError[] => {
  if (certificate === '') return []
  const problem = certificateBundleProblem(Buffer.from(certificate, 'base64'))
  return problem === undefined ? [] : [invalid(certificatePath, '<certificate data>', problem)]
}

/** The two list items in Go's notation. */
const MEMBERS = [APPROVED, DENIED].map((type) => `conditions[{"type": ${JSON.stringify(type)}}]`)

/** `zeroOrOneOf` of `k8s.io/apimachinery/pkg/api/validate` (1.37) */
const decisionErrors = ({ status: { conditions = [] } }: CSR, release: Release): FieldError[] => {
  const has = (wanted: string): boolean => conditions.some(({ type }) => type === wanted)
  if (!isDeclarative(release) || !has(APPROVED) || !has(DENIED)) return []
  const allowed = MEMBERS.map((member) => `\`${member}\``).join(', ')
  return [
    invalid(conditionsPath, `{${MEMBERS.join(', ')}}`, `must specify at most one of: ${allowed}`),
  ]
}

/** Skips a request or certificate that `old` also has, because verifying it is costly. */
const validateObject = (
  { spec, status }: CSR,
  { release }: RequestContext,
  old?: CSR,
): FieldError[] => [
  ...(old !== undefined && spec.request === old.spec.request ? [] : requestErrors(spec)),
  ...usageErrors(spec),
  ...signerErrors(spec),
  ...expirationErrors(spec),
  ...conditionErrors(status.conditions ?? [], release),
  ...(status.certificate === old?.status.certificate ? [] : certificateErrors(status)),
]

export const validateCreate = (object: CSR, context: RequestContext): FieldError[] => [
  ...validateObject(object, context),
  ...decisionErrors(object, context.release),
]

const validateUpdateOn =
  (endpoint: CsrEndpoint) =>
  (object: CSR, old: CSR, context: RequestContext): FieldError[] => [
    ...validateObject(object, context, old),
    ...historyErrors(object, old, endpoint),
    ...certificateHistoryErrors(object, old, endpoint),
    ...decisionErrors(object, context.release),
  ]

export const validateMainUpdate = validateUpdateOn('main')
export const validateStatusUpdate = validateUpdateOn('status')
export const validateApprovalUpdate = validateUpdateOn('approval')
