/** NodeRestriction: a kubelet writes what belongs to its own node, and asks for certificates in its own name only. */
import type { TokenRequest } from '../api/kinds/authentication.ts'
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../api/kinds/certificates.ts'
import type { Pod } from '../api/kinds/pods.ts'
import { goQuote } from '../api/text/quote.ts'
import { notFound } from '../api/status.ts'
import { NODE_USER_PREFIX, nodeOf } from '../authz/node-identity.ts'
import { X509Error } from '../ca/errors.ts'
import { parseRequest } from '../ca/parsed-request.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'
import { nodeProblem } from './node-restriction-nodes.ts'
import { type FindNode, podProblem } from './node-restriction-pods.ts'

/** Why the kubelet of `node` may not do this, or undefined. */
type Problem = (attributes: AdmissionAttributes, node: string) => string | undefined

const SIGNERS: ReadonlySet<string> = new Set([
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
])
const NODE_LEASES = 'kube-node-lease'

const requestProblem: Problem = ({ operation, subresource, object }, node) => {
  if (operation !== 'CREATE' || subresource !== '') return undefined
  const { signerName, request } = (object as CertificateSigningRequest).spec
  if (!SIGNERS.has(signerName)) return undefined
  const wanted = `${NODE_USER_PREFIX}${node}`
  try {
    return parseRequest(request ?? '').subject.commonName === wanted
      ? undefined
      : `can only create a node CSR with CN=${wanted}`
  } catch (error) {
    if (error instanceof X509Error) return `unable to parse csr: ${error.message}`
    throw error
  }
}

const leaseProblem: Problem = ({ namespace, name }, node) => {
  if (namespace !== NODE_LEASES) {
    return `can only access leases in the ${goQuote(NODE_LEASES)} system namespace`
  }
  return name === node
    ? undefined
    : 'can only access node lease with the same name as the requesting node'
}

const csiNodeProblem: Problem = ({ name }, node) =>
  name === node ? undefined : 'can only access CSINode with the same name as the requesting node'

/** The newest state of a pod. */
export type FindPod = (namespace: string, name: string) => Pod | undefined

/** A token for a kubelet is that of a pod on its node, and ends with the pod. */
const tokenProblem =
  (findPod: FindPod): Problem =>
  ({ operation, subresource, namespace, object }, node) => {
    if (operation !== 'CREATE' || subresource !== 'token') return undefined
    const bound = (object as TokenRequest).spec.boundObjectRef
    const { apiVersion, kind, name = '', uid = '' } = bound ?? {}
    if (apiVersion !== 'v1' || kind !== 'Pod' || name === '') {
      return 'node requested token not bound to a pod'
    }
    if (uid === '') return 'node requested token with a pod binding without a uid'
    const pod = findPod(namespace, name)
    // the real server looks in its cache of pods, which names the kind
    if (pod === undefined) throw notFound({ group: '', resource: 'pod' }, name)
    if (pod.metadata.uid !== uid) {
      return `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
    }
    return pod.spec.nodeName === node
      ? undefined
      : 'node requested token bound to a pod scheduled on a different node'
  }

/** On in every cluster that kubeadm makes. */
export const nodeRestriction = (findPod: FindPod, findNode: FindNode): AdmissionPlugin => {
  const problems: ReadonlyMap<string, Problem> = new Map([
    ['certificates.k8s.io/certificatesigningrequests', requestProblem],
    ['coordination.k8s.io/leases', leaseProblem],
    ['storage.k8s.io/csinodes', csiNodeProblem],
    ['/nodes', nodeProblem],
    ['/pods', (attributes, node) => podProblem(attributes, node, findNode)],
    ['/serviceaccounts', tokenProblem(findPod)],
  ])
  const restrict = (attributes: AdmissionAttributes): void => {
    const { context, resource } = attributes
    const node = nodeOf(context.user)
    if (node === undefined) return
    const problem =
      node === ''
        ? `could not determine node from user ${goQuote(context.user.name)}`
        : problems.get(`${resource.group}/${resource.resource}`)?.(attributes, node)
    if (problem !== undefined) throw refusal(attributes, problem)
  }
  return {
    name: 'NodeRestriction',
    mutate: (attributes) => {
      restrict(attributes)
      return attributes.object!
    },
    validate: (attributes) => {
      // the other operations have been looked at before validation
      if (attributes.operation === 'DELETE') restrict(attributes)
    },
  }
}
