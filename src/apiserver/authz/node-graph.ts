/**
 * Relations of objects to nodes (`plugin/pkg/auth/authorizer/node/graph.go` of Kubernetes 1.34): a
 * pod, and all that its spec names, belong to its node.
 */
import { claimNames, configMapNames, secretNames } from '../../apis/pod-objects.ts'
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror, type Pod } from '../../apis/core.ts'

/** Plural names of the core group. */
export type RelatedResource =
  'configmaps' | 'persistentvolumeclaims' | 'pods' | 'secrets' | 'serviceaccounts'

/** A mirror pod gives access only to itself: its node made it, and could name any secret in it. */
const related = (pod: Pod): [RelatedResource, string][] => {
  const own: [RelatedResource, string] = ['pods', pod.metadata.name ?? '']
  if (isMirror(pod)) return [own]
  const { serviceAccountName } = pod.spec
  const named = (resource: RelatedResource, names: string[]): [RelatedResource, string][] =>
    names.map((name) => [resource, name])
  return [
    own,
    ...named('serviceaccounts', serviceAccountName ? [serviceAccountName] : []),
    ...named('secrets', secretNames(pod)),
    ...named('configmaps', configMapNames(pod)),
    ...named('persistentvolumeclaims', claimNames(pod)),
  ]
}

/** The stored objects that relations follow from. */
export interface NodeObjects {
  pods(namespace: string): readonly Pod[]
  request(namespace: string, name: string): PodCertificateRequest | undefined
}

export class NodeGraph {
  #objects: NodeObjects = { pods: () => [], request: () => undefined }

  /** Sets the objects, which are opened after the authorizers are made. */
  open(objects: NodeObjects): void {
    this.#objects = objects
  }

  relates(node: string, resource: RelatedResource, namespace: string, name: string): boolean {
    return this.#objects
      .pods(namespace)
      .some(
        (pod) =>
          pod.metadata.namespace === namespace &&
          pod.spec.nodeName === node &&
          related(pod).some(([kind, of]) => kind === resource && of === name),
      )
  }

  /** Nodes make the pod certificate requests that name them. */
  hasMade(node: string, namespace: string, name: string): boolean {
    return this.#objects.request(namespace, name)?.spec.nodeName === node
  }
}
