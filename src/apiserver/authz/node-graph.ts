/**
 * Relations of objects to nodes (`plugin/pkg/auth/authorizer/node/graph.go` of Kubernetes 1.34): a
 * pod, and the objects that its spec names, are related to the node of the pod. A pod certificate
 * request is related to the node that it names.
 */
import { claimNames, configMapNames, secretNames } from '../../apis/pod-objects.ts'
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror, type Pod } from '../../apis/core.ts'

/** resources without their API groups, since no two of them have the same name */
type RelatedResource =
  | 'configmaps'
  | 'persistentvolumeclaims'
  | 'podcertificaterequests'
  | 'pods'
  | 'secrets'
  | 'serviceaccounts'

const keyOf = (resource: string, namespace = '', name = ''): string =>
  `${resource}/${namespace}/${name}`

/** Returns nothing for a mirror pod: its node wrote the pod, and could have named any secret. */
const namedIn = (pod: Pod): string[] => {
  if (isMirror(pod)) return []
  const { serviceAccountName } = pod.spec
  const keys = (resource: RelatedResource, names: readonly string[]): string[] =>
    names.map((name) => keyOf(resource, pod.metadata.namespace, name))
  return [
    ...keys('serviceaccounts', serviceAccountName ? [serviceAccountName] : []),
    ...keys('secrets', secretNames(pod)),
    ...keys('configmaps', configMapNames(pod)),
    ...keys('persistentvolumeclaims', claimNames(pod)),
  ]
}

export class NodeGraph {
  /**
   * by key of a pod or pod certificate request: its node, and the keys of the objects that it
   * relates to that node
   */
  readonly #sources = new Map<string, { readonly node: string; readonly keys: Set<string> }>()
  /** by key and node: the number of sources that relate them */
  readonly #nodes = new Map<string, Map<string, number>>()

  /** A pod without a node has no relations. */
  setPod(pod: Pod): void {
    const { namespace, name } = pod.metadata
    const { nodeName = '' } = pod.spec
    this.#set(keyOf('pods', namespace, name), nodeName, nodeName === '' ? [] : namedIn(pod))
  }

  setRequest({ metadata: { namespace, name }, spec }: PodCertificateRequest): void {
    this.#set(keyOf('podcertificaterequests', namespace, name), spec.nodeName, [])
  }

  remove(resource: RelatedResource, namespace: string, name: string): void {
    this.#remove(keyOf(resource, namespace, name))
  }

  #set(own: string, node: string, named: readonly string[]): void {
    this.#remove(own)
    if (node === '') return
    const keys = new Set([own, ...named])
    this.#sources.set(own, { node, keys })
    for (const key of keys) {
      let nodes = this.#nodes.get(key)
      if (nodes === undefined) this.#nodes.set(key, (nodes = new Map<string, number>()))
      nodes.set(node, (nodes.get(node) ?? 0) + 1)
    }
  }

  #remove(own: string): void {
    const source = this.#sources.get(own)
    if (source === undefined) return
    this.#sources.delete(own)
    for (const key of source.keys) {
      const nodes = this.#nodes.get(key)!
      const left = nodes.get(source.node)! - 1
      if (left > 0) nodes.set(source.node, left)
      else nodes.delete(source.node)
      if (nodes.size === 0) this.#nodes.delete(key)
    }
  }

  relates(node: string, resource: string, namespace: string, name: string): boolean {
    return this.#nodes.get(keyOf(resource, namespace, name))?.has(node) === true
  }
}
