/**
 * What objects have to do with which nodes (`plugin/pkg/auth/authorizer/node/graph.go` of Kubernetes 1.34): a pod with the node that it
 * is bound to, and with it all that its spec names. Fed object by object; it keeps no copy.
 */
import { claimNames, configMapNames, secretNames } from '../../apis/pod-objects.ts'
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror, type Pod } from '../../apis/core.ts'

/** Plural names; all but one are of the core group. */
export type RelatedResource =
  | 'configmaps'
  | 'persistentvolumeclaims'
  | 'podcertificaterequests'
  | 'pods'
  | 'secrets'
  | 'serviceaccounts'

const keyOf = (resource: RelatedResource, namespace: string, name: string): string =>
  `${resource}/${namespace}/${name}`

/** Of a mirror pod only the pod itself: its node has made it, and must not give itself anything by it. */
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
  /** what each pod relates to its node, by `namespace/name` */
  readonly #pods = new Map<string, { readonly node: string; readonly keys: ReadonlySet<string> }>()
  /** how many pods relate an object to a node */
  readonly #nodes = new Map<string, Map<string, number>>()

  /** Adds a pod, in place of the one of its name. One without a node is nobody's yet. */
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

  /** Forgets a pod, if it is there. */
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

  /** Adds a request for a certificate of a pod; the node that it names has made it. */
  setRequest({ metadata, spec }: PodCertificateRequest): void {
    const { namespace = '', name = '' } = metadata
    this.#nodes.set(keyOf('podcertificaterequests', namespace, name), new Map([[spec.nodeName, 1]]))
  }

  removeRequest(namespace: string, name: string): void {
    this.#nodes.delete(keyOf('podcertificaterequests', namespace, name))
  }

  /** Whether a pod on the node needs this object, or is it. */
  relates(node: string, resource: RelatedResource, namespace: string, name: string): boolean {
    return this.#nodes.get(keyOf(resource, namespace, name))?.has(node) === true
  }
}
