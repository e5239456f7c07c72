/**
 * Field ownership of a PodCertificateRequest
 * (`pkg/registry/certificates/podcertificaterequest/strategy.go`, 1.36).
 */
import type { RequestContext } from '../../../apimachinery/context.ts'
import { type FieldError, FieldPath, forbidden } from '../../../apimachinery/field.ts'
import type { PodCertificateRequest } from '../../../apis/certificates.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import type { Authorizer } from '../../../apiserver/authz/authorizer.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { Strategy } from '../../../apiserver/registry/strategy.ts'
import type { Release } from '../../../apimachinery/release/release.ts'
import { isSameStatus } from './status.ts'
import { validateStatusUpdate } from './status-validation.ts'
import { validateCreate, validateMainUpdate } from './validation.ts'

const DEFAULT_SECONDS = 86_400

export interface StrategyParts {
  readonly authorizer: Authorizer
  readonly release: Release
}

const withDefaults = (request: PodCertificateRequest): PodCertificateRequest => {
  const { maxExpirationSeconds = DEFAULT_SECONDS } = request.spec
  return { ...request, spec: { ...request.spec, maxExpirationSeconds } }
}

export const mainStrategy = ({ release }: StrategyParts): Strategy<PodCertificateRequest> =>
  defaultStrategy<PodCertificateRequest>({
    allowUnconditionalUpdate: false,
    resetFields: release.has('PodCertificateResetFields') ? [['status']] : [],
    applyDefaults: withDefaults,
    prepareForCreate: (_context, request) => ({ ...request, status: {} }),
    validate: validateCreate,
    prepareForUpdate: (_context, request, old) => ({ ...request, status: old.status }),
    validateUpdate: validateMainUpdate,
  })

/** Metadata that `/status` cannot change (`metav1.ResetObjectMetaForStatus`). */
const keptMetadata = ({ metadata }: PodCertificateRequest) => ({
  deletionTimestamp: metadata.deletionTimestamp,
  generation: metadata.generation,
  labels: metadata.labels,
  annotations: metadata.annotations,
  finalizers: metadata.finalizers,
  ownerReferences: metadata.ownerReferences,
})

export const statusStrategy = ({
  authorizer,
  release,
}: StrategyParts): Strategy<PodCertificateRequest> => {
  /** Changing the status needs `sign` on the signer. */
  const signerErrors = ({ user }: RequestContext, signerName: string): FieldError[] =>
    isAuthorizedForSigner(authorizer, user, 'sign', signerName)
      ? []
      : [
          forbidden(
            FieldPath.of('spec', 'signerName'),
            `User ${goQuote(user.name)} is not permitted to "sign" for signer ${goQuote(signerName)}`,
          ),
        ]
  return {
    ...mainStrategy({ authorizer, release }),
    resetFields: release.has('PodCertificateResetFields') ? [['metadata'], ['spec']] : [['spec']],
    prepareForUpdate: (_context, request, old) =>
      withMetadata({ ...request, spec: old.spec }, keptMetadata(old)),
    validateUpdate: (context, request, old) => {
      const errors = validateStatusUpdate(context, request, old)
      return errors.length > 0 || isSameStatus(request.status, old.status)
        ? errors
        : signerErrors(context, request.spec.signerName)
    },
  }
}
