/** The kinds of the core group that belong to namespaces and configuration, on the wire, fields in the order of Go's structs. */
import type { KubeObject, StringMap } from '../meta.ts'

export interface NamespaceCondition {
  type: string
  status: string
  lastTransitionTime?: string | null
  reason?: string
  message?: string
}

export interface Namespace extends KubeObject {
  spec: { finalizers?: string[] }
  status: {
    /** `Active` or `Terminating` */
    phase?: string
    conditions?: NamespaceCondition[]
  }
}

export interface ObjectReference {
  kind?: string
  namespace?: string
  name?: string
  uid?: string
  apiVersion?: string
  resourceVersion?: string
  fieldPath?: string
}

export interface ServiceAccount extends KubeObject {
  secrets?: ObjectReference[]
  imagePullSecrets?: { name?: string }[]
  automountServiceAccountToken?: boolean
}

export interface ConfigMap extends KubeObject {
  /** when true, data and binaryData can no longer change */
  immutable?: boolean
  data?: StringMap
  /** values in base64 */
  binaryData?: StringMap
}

export interface Secret extends KubeObject {
  /** when true, data can no longer change */
  immutable?: boolean
  /** values in base64 */
  data?: StringMap
  /** only ever written: merged into `data` before anything is stored */
  stringData?: StringMap
  type?: string
}
