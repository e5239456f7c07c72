/**
 * Decides which fields of a PodCertificateRequest each endpoint can write
 * (`pkg/registry/certificates/podcertificaterequest/strategy.go`, 1.36).
 */
import type { RequestContext } from '../../../apimachinery/context.ts'
import { type FieldError, FieldPath, forbidden } from '../../../apimachinery/field.ts'
import type { PodCertificateRequest } from '../../../apis/certificates.ts'
import { sameJson } from '../../../apimachinery/text/json.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import type { Authorizer } from '../../../apiserver/authz/authorizer.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import { keeping } from '../../declare.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'
import type { Release } from '../../../apimachinery/release/release.ts'
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

export const strategyOf = ({
  release,
}: StrategyParts): Partial<Strategy<PodCertificateRequest>> => ({
  ...keeping('status'),
  allowUnconditionalUpdate: false,
  resetFields: release.has('PodCertificateResetFields') ? [['status']] : [],
  applyDefaults: withDefaults,
  prepareForCreate: (request) => ({ ...request, status: {} }),
  validate: validateCreate,
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

export const statusOf = ({
  authorizer,
  release,
}: StrategyParts): UpdateStrategy<PodCertificateRequest> => {
  /** A user who changes the status needs the verb `sign` on the signer. */
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
    resetFields: release.has('PodCertificateResetFields') ? [['metadata'], ['spec']] : [['spec']],
    prepareForUpdate: (request, old) =>
      withMetadata({ ...request, spec: old.spec }, keptMetadata(old)),
    validateUpdate: (request, old, context) => {
      const errors = validateStatusUpdate(request, old, context)
      return errors.length > 0 || sameJson(request.status, old.status)
        ? errors
        : signerErrors(context, request.spec.signerName)
    },
  }
}
