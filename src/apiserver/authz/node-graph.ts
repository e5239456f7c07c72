/**
 * Relations of objects to nodes (`plugin/pkg/auth/authorizer/node/graph.go` of Kubernetes 1.34): a
 * pod, and all that its spec names, belong to its node. Keeps no copy of the objects.
 */
import { claimNames, configMapNames, secretNames } from '../../apis/pod-objects.ts'
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror, type Pod } from '../../apis/core.ts'

/** Plural names of the core group. */
export type RelatedResource =
  'configmaps' | 'persistentvolumeclaims' | 'pods' | 'secrets' | 'serviceaccounts'

const keyOf = (resource: RelatedResource, namespace: string, name: string): string =>
  `${resource}/${namespace}/${name}`

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

export class NodeGraph {
  /** relations of each pod, by `namespace/name` */
  readonly #pods = new Map<string, { readonly node: string; readonly keys: ReadonlySet<string> }>()
  /** count of pods that relate an object to a node */
  readonly #nodes = new Map<string, Map<string, number>>()
  /** node of each pod certificate request, by `namespace/name` */
  readonly #requests = new Map<string, string>()

  /** Adds or replaces a pod; one without a node has no relations. */
  setPod(pod: Pod): void {
    const { namespace = '', name = '' } = pod.metadata
    this.removePod(namespace, name)
    const node = pod.spec.nodeName ?? ''
    if (node === '') return
    const keys = new Set(related(pod).map(([resource, of]) => keyOf(resource, namespace, of)))
    this.#pods.set(`${namespace}/${name}`, { node, keys })
    for (const key of keys) {
      let nodes = this.#nodes.get(key)
      if (nodes === undefined) this.#nodes.set(key, (nodes = new Map<string, number>()))
      nodes.set(node, (nodes.get(node) ?? 0) + 1)
    }
  }

  removePod(namespace: string, name: string): void {
    const pod = this.#pods.get(`${namespace}/${name}`)
    if (pod === undefined) return
    this.#pods.delete(`${namespace}/${name}`)
    for (const key of pod.keys) {
      const nodes = this.#nodes.get(key)!
      const left = nodes.get(pod.node)! - 1
      if (left > 0) nodes.set(pod.node, left)
      else nodes.delete(pod.node)
      if (nodes.size === 0) this.#nodes.delete(key)
    }
  }

  /** Adds a pod certificate request, made by the node that it names. */
  setRequest({ metadata, spec }: PodCertificateRequest): void {
    const { namespace = '', name = '' } = metadata
    this.#requests.set(`${namespace}/${name}`, spec.nodeName)
  }

  removeRequest(namespace: string, name: string): void {
    this.#requests.delete(`${namespace}/${name}`)
  }

  relates(node: string, resource: RelatedResource, namespace: string, name: string): boolean {
    return this.#nodes.get(keyOf(resource, namespace, name))?.has(node) === true
  }

  hasMade(node: string, namespace: string, name: string): boolean {
    return this.#requests.get(`${namespace}/${name}`) === node
  }
}
