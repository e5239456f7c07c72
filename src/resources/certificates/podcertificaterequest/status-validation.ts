/** Validates status changes (`ValidatePodCertificateRequestStatusUpdate`, 1.36). */
import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  type FieldError,
  FieldPath,
  invalid,
  invalidUnshown,
  JsonValue,
  notSupported,
  notSupportedInOrder,
} from '../../../apimachinery/field.ts'
import type { Condition, PodCertificateRequest } from '../../../apis/certificates.ts'
import { validateConditions } from '../../../apiserver/registry/condition-validation.ts'
import { sameJson } from '../../../apimachinery/text/json.ts'
import { validateIssued } from './chain-validation.ts'
import { FINAL_TYPES, finalType, ISSUED } from './status.ts'

const STATUS = FieldPath.of('status')
const CONDITIONS = STATUS.child('conditions')

/** The paths have a dot before the index, as in Kubernetes: `status.conditions.[0].type`. */
const knownConditionErrors = (conditions: readonly Condition[]): FieldError[] => {
  let known = 0
  return conditions.flatMap(({ type, status }, i) => {
    const path = CONDITIONS.child(`[${i}]`)
    if (!FINAL_TYPES.includes(type))
      return [notSupportedInOrder(path.child('type'), type, FINAL_TYPES)]
    known++
    return [
      ...(known > 1
        ? [
            invalid(
              path.child('type'),
              type,
              'There may be at most one condition with type "Issued", "Denied", or "Failed"',
            ),
          ]
        : []),
      ...(status === 'True'
        ? []
        : [notSupported(path.child('status'), new JsonValue(status), ['True'])]),
    ]
  })
}

export const validateStatusUpdate = (
  request: PodCertificateRequest,
  old: PodCertificateRequest,
  context: RequestContext,
): FieldError[] => {
  const { conditions = [] } = request.status
  const errors = [
    ...knownConditionErrors(conditions),
    ...validateConditions(conditions, CONDITIONS, context.release),
  ]
  if (errors.length > 0) return errors
  const isSame = sameJson(request.status, old.status)
  if (finalType(old) !== undefined) {
    const why = 'immutable after PodCertificateRequest is issued, denied, or failed'
    return isSame ? [] : [invalidUnshown(STATUS, why)]
  }
  const type = finalType(request)
  if (type === ISSUED) return validateIssued(request, old, context)
  if (type !== undefined) {
    const why =
      'non-condition status fields must be empty when denying or failing the PodCertificateRequest'
    return sameJson(request.status, { conditions }) ? [] : [invalidUnshown(STATUS, why)]
  }
  const why = 'status is immutable unless transitioning to "Issued", "Denied", or "Failed"'
  return isSame ? [] : [invalidUnshown(STATUS, why)]
}
