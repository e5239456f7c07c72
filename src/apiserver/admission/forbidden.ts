import { forbiddenResource, type StatusCause, type StatusError } from '../../apimachinery/status.ts'
import type { AdmissionAttributes } from './admission.ts'

/**
 * The 403 of a plugin (`NewForbidden` of `k8s.io/apiserver/pkg/admission/errors.go`). An unnamed
 * object is shown by its generateName, or as `Unknown`.
 */
export const refusal = (
  { resource, name, object }: Pick<AdmissionAttributes, 'resource' | 'name' | 'object'>,
  why: string,
  causes?: StatusCause[],
): StatusError => {
  const { metadata } = object ?? {}
  const shown = name || metadata?.name || metadata?.generateName || 'Unknown'
  return forbiddenResource(resource, shown, why, causes)
}
