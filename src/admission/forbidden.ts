import { forbiddenResource, type StatusCause, type StatusError } from '../api/status.ts'
import type { AdmissionAttributes } from './admission.ts'

/** The 403 of a plugin. An object that has no name yet goes by `Unknown` (`NewForbidden` of `k8s.io/apiserver/pkg/admission`). */
export const refusal = (
  { resource, name }: Pick<AdmissionAttributes, 'resource' | 'name'>,
  why: string,
  causes?: StatusCause[],
): StatusError => forbiddenResource(resource, name === '' ? 'Unknown' : name, why, causes)
