/**
 * NodeRestriction for PodCertificateRequests: a kubelet creates them for pods on its node, naming
 * their service account.
 */
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror, type Pod, type ServiceAccount } from '../../apis/core.ts'
import { plainError } from '../../apimachinery/status.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { isAllowed } from '../authz/allowed.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { AdmissionAttributes } from './admission.ts'
import type { FindNode } from './node-restriction-pods.ts'
import { projectionsIn } from './pod-references.ts'

export interface PodCertificateParts {
  readonly findPod: (namespace: string, name: string) => Pod | undefined
  readonly findNode: FindNode
  readonly findAccount: (namespace: string, name: string) => ServiceAccount | undefined
  readonly authorizer: Authorizer
}

/**
 * Verbs that let a node use a signer that no volume names. The release note of 1.37 has the shorter
 * verb, the sources have the longer; both are accepted.
 */
const SIGNER_VERBS = [
  'request-serviceaccounts-podcertificate-signer',
  'request-podcertificate-signer',
] as const

const mayAskSigner = (
  { authorizer }: PodCertificateParts,
  { context: { user }, namespace }: AdmissionAttributes,
  { signerName, serviceAccountName }: PodCertificateRequest['spec'],
): boolean =>
  SIGNER_VERBS.some((verb) =>
    isAllowed(authorizer, user, {
      verb,
      namespace,
      apiGroup: 'certificates.k8s.io',
      resource: signerName.replaceAll('/', ':'),
      name: serviceAccountName,
    }),
  )

// A missing pod, node or account may soon appear: a bare 500 makes the kubelet retry.

const podOf = (
  { findPod }: PodCertificateParts,
  namespace: string,
  { podName, podUID }: PodCertificateRequest['spec'],
): Pod => {
  const shown = goQuote(`${namespace}/${podName}`)
  const pod = findPod(namespace, podName)
  if (pod === undefined) {
    throw plainError(
      `while retrieving pod ${shown} named in the PodCertificateRequest: pod ${goQuote(podName)} not found`,
    )
  }
  const { uid = '' } = pod.metadata
  if (uid === podUID) return pod
  throw plainError(
    `PodCertificateRequest for pod ${shown} contains pod UID (${goQuote(podUID)}) which differs from running pod ${goQuote(uid)}`,
  )
}

const checkNode = (
  { findNode }: PodCertificateParts,
  shownPod: string,
  { nodeName, nodeUID }: PodCertificateRequest['spec'],
): void => {
  const node = findNode(nodeName)
  if (node === undefined) {
    throw plainError(
      `while retrieving node ${goQuote(nodeName)} named in the PodCertificateRequest: node ${goQuote(nodeName)} not found`,
    )
  }
  const { uid = '' } = node.metadata
  if (uid === nodeUID) return
  throw plainError(
    `PodCertificateRequest for pod ${shownPod} names node UID ${goQuote(nodeUID)}, inconsistent with the running node (${goQuote(uid)})`,
  )
}

const checkAccount = (
  { findAccount }: PodCertificateParts,
  namespace: string,
  { podName, serviceAccountName, serviceAccountUID }: PodCertificateRequest['spec'],
): void => {
  const account = findAccount(namespace, serviceAccountName)
  if (account === undefined) {
    throw plainError(
      `while retrieving service account ${goQuote(`${namespace}/${serviceAccountName}`)} named in the PodCertificateRequest: serviceaccount ${goQuote(serviceAccountName)} not found`,
    )
  }
  const { uid = '' } = account.metadata
  if (uid === serviceAccountUID) return
  throw plainError(
    `PodCertificateRequest for pod ${goQuote(`${namespace}/${podName}`)} names service account UID ${goQuote(serviceAccountUID)}, which differs from the running service account (${goQuote(uid)})`,
  )
}

/**
 * The reason why the kubelet of `node` may not request this, or undefined
 * (`plugin/pkg/admission/noderestriction`, 1.36). Throws a bare 500 if a retry may succeed.
 */
export const podCertificateProblem = (
  parts: PodCertificateParts,
  attributes: AdmissionAttributes,
  node: string,
): string | undefined => {
  const { operation, subresource, namespace, object, context } = attributes
  if (operation !== 'CREATE') return `unexpected operation ${operation}`
  if (subresource !== '') return `unexpected subresource ${subresource}`
  const { spec } = object as PodCertificateRequest
  const shown = goQuote(`${namespace}/${spec.podName}`)
  if (spec.nodeName !== node) {
    return `PodCertificateRequest.Spec.NodeName=${goQuote(spec.nodeName)}, which is not the requesting node ${goQuote(node)}`
  }
  checkNode(parts, shown, spec)
  const pod = podOf(parts, namespace, spec)
  if (pod.spec.nodeName !== node) {
    return `pod ${shown} is not running on node ${goQuote(node)} named in the PodCertificateRequest`
  }
  if (isMirror(pod)) return `pod ${shown} is a mirror pod`
  const { serviceAccountName: account = '' } = pod.spec
  if (spec.serviceAccountName !== account) {
    return `PodCertificateRequest for pod ${shown} contains serviceAccountName (${goQuote(spec.serviceAccountName)}) that differs from running pod (${goQuote(account)})`
  }
  checkAccount(parts, namespace, spec)
  if (
    !context.release.has('PodCertificateSignerOfVolume') ||
    projectionsIn(pod).some(
      ({ podCertificate }) => podCertificate?.signerName === spec.signerName,
    ) ||
    mayAskSigner(parts, attributes, spec)
  )
    return undefined
  return `signer ${goQuote(spec.signerName)} not found in pod spec volume, ${context.user.name} is not authorized to request certificates of this signer`
}
