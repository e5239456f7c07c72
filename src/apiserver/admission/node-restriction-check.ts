import type { Node, Pod, ServiceAccount } from '../../apis/core.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { AdmissionAttributes } from './admission.ts'

export interface NodeRestrictionParts {
  readonly findPod: (namespace: string, name: string) => Pod | undefined
  readonly findNode: (name: string) => Node | undefined
  readonly findAccount: (namespace: string, name: string) => ServiceAccount | undefined
  readonly authorizer: Authorizer
}

/** Returns the reason to reject a write by the kubelet of `node`; undefined: it is allowed. */
export type NodeCheck = (
  attributes: AdmissionAttributes,
  node: string,
  parts: NodeRestrictionParts,
) => string | undefined
