/** What the subresources of pods that are only posted to have in common. */
import type { AdmissionChain } from '../../../admission/chain.ts'
import type { RequestContext } from '../../../api/context.ts'
import type { Pod } from '../../../api/kinds/pods.ts'
import type { KubeObject } from '../../../api/meta.ts'
import type { Registry } from '../../../registry/registry.ts'

export interface PodActionParts {
  /** policy on what is posted; throws the StatusError of the plugin that refuses */
  readonly admission: AdmissionChain
  pods(): Registry<Pod>
}

interface Posted<T extends KubeObject> {
  readonly object: T
  readonly kind: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

/** What is posted as admission makes it, and how to have it judged once it is found valid. Both throw the refusing plugin's StatusError. */
export const admitted = <T extends KubeObject>(
  { admission }: PodActionParts,
  context: RequestContext,
  { object: posted, ...what }: Posted<T>,
): { readonly object: T; readonly validate: () => void } => {
  const attributes = {
    context,
    operation: 'CREATE' as const,
    resource: { group: '', resource: 'pods' },
    oldObject: undefined,
    ...what,
  }
  const object = admission.mutate({ ...attributes, object: posted })
  return { object, validate: () => admission.validate({ ...attributes, object }) }
}
