import type { RequestContext } from '../../apimachinery/context.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes } from '../admission/admission.ts'
import type { RegistryState } from './state.ts'

type AdmittedWrite = Omit<AdmissionAttributes, 'context' | 'resource' | 'kind'>

export const admissionAttributes = <T extends KubeObject, W extends AdmittedWrite>(
  { resource, groupResource }: RegistryState<T>,
  context: RequestContext,
  write: W,
): AdmissionAttributes & W => ({
  context,
  resource: groupResource,
  kind: resource.kind,
  ...write,
})
