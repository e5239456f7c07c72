/** Claims for devices (`validatePodResourceClaims` of `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../../api/append.ts'
import {
  duplicate,
  FieldPath,
  forbidden,
  invalid,
  required,
  type FieldError,
} from '../../../../api/field.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../../../api/names.ts'
import { MIRROR_ANNOTATION, type PodResourceClaim } from '../../../../api/kinds/pods.ts'
import { goValue } from './go-form.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

const validateClaim = (
  claim: PodResourceClaim,
  taken: Set<string>,
  path: FieldPath,
): FieldError[] => {
  const { name = '', resourceClaimName: own, resourceClaimTemplateName: template } = claim
  const errors: FieldError[] = []
  if (name === '') errors.push(required(path.child('name')))
  else if (taken.has(name)) errors.push(duplicate(path.child('name'), name))
  else {
    append(errors, validateText(path.child('name'), name, dns1123LabelErrors))
    taken.add(name)
  }
  if (own !== undefined && template !== undefined) {
    const text =
      'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
    errors.push(invalid(path, goValue('PodResourceClaim', claim), text))
  }
  if (own === undefined && template === undefined) {
    const text = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
    errors.push(invalid(path, goValue('PodResourceClaim', claim), text))
  }
  for (const [field, value] of Object.entries({
    resourceClaimName: own,
    resourceClaimTemplateName: template,
  })) {
    if (value !== undefined) {
      append(errors, validateText(path.child(field), value, dns1123SubdomainErrors))
    }
  }
  return errors
}

export const validateResourceClaims = (
  claims: readonly PodResourceClaim[],
  path: FieldPath,
  { metadata }: PodScope,
): FieldError[] => {
  // one that a kubelet runs by itself
  if (metadata?.annotations?.[MIRROR_ANNOTATION] !== undefined) {
    const nowhere = FieldPath.of('').key('')
    return claims.map(() => forbidden(nowhere, 'static pods do not support resource claims'))
  }
  const taken = new Set<string>()
  return claims.flatMap((claim, i) => validateClaim(claim, taken, path.index(i)))
}
