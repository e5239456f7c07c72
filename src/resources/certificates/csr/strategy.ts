/**
 * Decides which fields of a CSR each of its three endpoints can write
 * (`pkg/registry/certificates/certificates/strategy.go`).
 */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestStatus,
} from '../../../apis/certificates.ts'
import { formatTime } from '../../../apimachinery/clock.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { anyName } from '../../../apimachinery/names.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'
import {
  validateCreate,
  validateApprovalUpdate,
  validateMainUpdate,
  validateStatusUpdate,
} from './validation.ts'

type CSR = CertificateSigningRequest
type Condition = CertificateSigningRequestCondition

const prepareForCreate = (object: CSR, { user }: RequestContext): CSR => {
  const { request, signerName, expirationSeconds, usages } = object.spec
  return {
    ...object,
    spec: {
      request,
      signerName,
      ...(usages && { usages }),
      ...omitEmpty({
        expirationSeconds,
        username: user.name,
        uid: user.uid,
        groups: [...user.groups],
        extra: user.extra as Record<string, string[]>,
      }),
    },
    status: {},
  }
}

const withStatus = (object: CSR, old: CSR, status: CertificateSigningRequestStatus): CSR => ({
  ...object,
  spec: old.spec,
  status,
})

/**
 * On /status, restores the stored conditions of the types Approved and Denied. If the number of
 * conditions of a type has changed, they are not restored, and validation rejects the update.
 */
const restoreApproval = (
  conditions: readonly Condition[],
  old: readonly Condition[],
): Condition[] => {
  const restored = [...conditions]
  for (const type of ['Approved', 'Denied']) {
    const stored = old.filter((condition) => condition.type === type)
    const places = restored.flatMap((condition, i) => (condition.type === type ? [i] : []))
    if (stored.length !== places.length) continue
    places.forEach((place, i) => {
      restored[place] = stored[i]!
    })
  }
  return restored
}

/**
 * Fills missing times with now. If the condition's status is unchanged, fills lastTransitionTime
 * with the stored time.
 */
const fillTimes = (
  context: RequestContext,
  conditions: readonly Condition[] | undefined,
  old: readonly Condition[],
): Condition[] | undefined => {
  const now = formatTime(context.clock.now())
  return conditions?.map((condition) => {
    const earlier = old.find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type &&
        status === condition.status &&
        typeof lastTransitionTime === 'string',
    )
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? earlier?.lastTransitionTime ?? now,
    }
  })
}

export const strategy: Partial<Strategy<CSR>> = {
  nameErrors: anyName,
  prepareForCreate,
  validate: validateCreate,
  resetFields: [['spec'], ['status']],
  prepareForUpdate: (object, old) => withStatus(object, old, old.status),
  validateUpdate: validateMainUpdate,
}

export const status: UpdateStrategy<CSR> = {
  resetFields: [['spec'], ['status', 'conditions']],
  prepareForUpdate: (object, old, context) => {
    const stored = old.status.conditions ?? []
    const conditions = restoreApproval(object.status.conditions ?? [], stored)
    return withStatus(
      object,
      old,
      omitEmpty({
        conditions: fillTimes(context, conditions, stored),
        certificate: object.status.certificate,
      }),
    )
  },
  validateUpdate: validateStatusUpdate,
}

export const approval: UpdateStrategy<CSR> = {
  resetFields: [['spec'], ['status', 'certificate']],
  prepareForUpdate: (object, old, context) =>
    withStatus(
      object,
      old,
      omitEmpty({
        conditions: fillTimes(context, object.status.conditions, old.status.conditions ?? []),
        certificate: old.status.certificate,
      }),
    ),
  validateUpdate: validateApprovalUpdate,
}
