/** Policy on objects: who may do this to that object. In the words of `k8s.io/apiserver/pkg/admission`. */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { GroupResource, KubeObject } from '../../apimachinery/meta.ts'

export interface AdmissionAttributes {
  readonly context: RequestContext
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly resource: GroupResource
  readonly kind: string
  /** '' for the resource itself */
  readonly subresource: string
  readonly namespace: string
  /** '' while the name is not generated yet: `mutate` sees the object without it, `validate` with it */
  readonly name: string
  /** undefined for DELETE */
  readonly object: KubeObject | undefined
  /** undefined for CREATE */
  readonly oldObject: KubeObject | undefined
}

/** Both hooks throw a StatusError to refuse. */
export interface AdmissionPlugin {
  readonly name: string
  /** Before validation; returns the object to go on with and never changes the one it was given. */
  mutate?(attributes: AdmissionAttributes): KubeObject
  /** After validation, on the object as it would be stored. */
  validate?(attributes: AdmissionAttributes): void
}
