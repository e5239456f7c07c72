/** NodeRestriction: a kubelet may write only objects of its own node. */
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../../apis/certificates.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { leaseProblem, NODE_USER_PREFIX, nodeOf } from '../authz/node-identity.ts'
import { X509Error } from '../../ca/errors.ts'
import { parseRequest } from '../../ca/request.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'
import type { NodeCheck, NodeRestrictionParts } from './node-restriction-check.ts'
import { podCertificateProblem } from './node-restriction-pod-certificates.ts'
import { nodeProblem } from './node-restriction-nodes.ts'
import { podProblem } from './node-restriction-pods.ts'
import { tokenProblem } from './node-restriction-tokens.ts'

const SIGNERS: ReadonlySet<string> = new Set([
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
])

const requestProblem: NodeCheck = ({ operation, subresource, object }, node) => {
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

const csiNodeProblem: NodeCheck = ({ name }, node) =>
  name === node ? undefined : 'can only access CSINode with the same name as the requesting node'

const CHECKS: ReadonlyMap<string, NodeCheck> = new Map([
  ['certificates.k8s.io/certificatesigningrequests', requestProblem],
  ['certificates.k8s.io/podcertificaterequests', podCertificateProblem],
  [
    'coordination.k8s.io/leases',
    ({ namespace, name }, node) => leaseProblem(namespace, name, node),
  ],
  ['storage.k8s.io/csinodes', csiNodeProblem],
  ['/nodes', nodeProblem],
  ['/pods', podProblem],
  ['/serviceaccounts', tokenProblem],
])

/** kubeadm enables this plugin. */
export const nodeRestriction = (parts: NodeRestrictionParts): AdmissionPlugin => {
  const restrict = (attributes: AdmissionAttributes): undefined => {
    const { context, resource } = attributes
    const node = nodeOf(context.user)
    if (node === undefined) return
    const problem =
      node === ''
        ? `could not determine node from user ${goQuote(context.user.name)}`
        : CHECKS.get(`${resource.group}/${resource.resource}`)?.(attributes, node, parts)
    if (problem !== undefined) throw refusal(attributes, problem)
  }
  return {
    mutate: restrict,
    validate: (attributes) => {
      // `mutate` has restricted creates and updates
      if (attributes.operation === 'DELETE') restrict(attributes)
    },
  }
}
