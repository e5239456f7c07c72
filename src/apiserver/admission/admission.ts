/** Admission plugins (`k8s.io/apiserver/pkg/admission`). */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { GroupResource, KubeObject } from '../../apimachinery/meta.ts'

export interface AdmissionAttributes {
  readonly context: RequestContext
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly resource: GroupResource
  readonly kind: string
  readonly subresource: string
  readonly namespace: string
  /** '' in `mutate` before the name is generated */
  readonly name: string
  /** undefined for DELETE */
  readonly object: KubeObject | undefined
  /** undefined for CREATE */
  readonly oldObject: KubeObject | undefined
}

/** Both hooks throw a StatusError to reject the write. */
export interface AdmissionPlugin {
  /** group, resource and subresource that the plugin applies to (`/pods/`); default: all */
  readonly on?: string
  /** Called before validation. Returns a changed copy; undefined: no change. */
  mutate?(attributes: AdmissionAttributes): KubeObject | undefined
  validate?(attributes: AdmissionAttributes): void
}
