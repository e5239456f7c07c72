/** NodeRestriction for PodCertificateRequests: a kubelet may create them for pods on its node. */
import type { PodCertificateRequest } from '../../apis/certificates.ts'
import { isMirror } from '../../apis/core.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { plainError } from '../../apimachinery/status.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { isAllowed } from '../authz/allowed.ts'
import type { AdmissionAttributes } from './admission.ts'
import type { NodeCheck, NodeRestrictionParts } from './node-restriction-check.ts'
import { projectionsIn } from './pod-references.ts'

/**
 * Either verb permits a signer that is in none of the pod's volumes. The release note of 1.37 has
 * the shorter verb, the sources of 1.37 have the longer one.
 */
const SIGNER_VERBS = [
  'request-serviceaccounts-podcertificate-signer',
  'request-podcertificate-signer',
] as const

const mayAskSigner = (
  { authorizer }: NodeRestrictionParts,
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

/**
 * Throws a bare 500 (without reason) if the object is missing or has another uid. The kubelet then
 * retries, since the object may soon appear.
 */
const current = <T extends KubeObject>(
  found: T | undefined,
  uid: string,
  missing: string,
  differs: (uid: string) => string,
): T => {
  if (found === undefined) throw plainError(`while retrieving ${missing} not found`)
  const { uid: own = '' } = found.metadata
  if (own !== uid) throw plainError(differs(goQuote(own)))
  return found
}

/** `plugin/pkg/admission/noderestriction`, 1.36. Throws a bare 500 if a retry may succeed. */
export const podCertificateProblem: NodeCheck = (attributes, node, parts) => {
  const { operation, subresource, namespace, object, context } = attributes
  if (operation !== 'CREATE') return `unexpected operation ${operation}`
  if (subresource !== '') return `unexpected subresource ${subresource}`
  const { spec } = object as PodCertificateRequest
  const { podName, podUID, nodeName, nodeUID, serviceAccountName, serviceAccountUID } = spec
  const shown = goQuote(`${namespace}/${podName}`)
  if (nodeName !== node) {
    return `PodCertificateRequest.Spec.NodeName=${goQuote(nodeName)}, which is not the requesting node ${goQuote(node)}`
  }
  current(
    parts.findNode(nodeName),
    nodeUID,
    `node ${goQuote(nodeName)} named in the PodCertificateRequest: node ${goQuote(nodeName)}`,
    (uid) =>
      `PodCertificateRequest for pod ${shown} names node UID ${goQuote(nodeUID)}, inconsistent with the running node (${uid})`,
  )
  const pod = current(
    parts.findPod(namespace, podName),
    podUID,
    `pod ${shown} named in the PodCertificateRequest: pod ${goQuote(podName)}`,
    (uid) =>
      `PodCertificateRequest for pod ${shown} contains pod UID (${goQuote(podUID)}) which differs from running pod ${uid}`,
  )
  if (pod.spec.nodeName !== node) {
    return `pod ${shown} is not running on node ${goQuote(node)} named in the PodCertificateRequest`
  }
  if (isMirror(pod)) return `pod ${shown} is a mirror pod`
  const { serviceAccountName: account = '' } = pod.spec
  if (serviceAccountName !== account) {
    return `PodCertificateRequest for pod ${shown} contains serviceAccountName (${goQuote(serviceAccountName)}) that differs from running pod (${goQuote(account)})`
  }
  current(
    parts.findAccount(namespace, serviceAccountName),
    serviceAccountUID,
    `service account ${goQuote(`${namespace}/${serviceAccountName}`)} named in the PodCertificateRequest: serviceaccount ${goQuote(serviceAccountName)}`,
    (uid) =>
      `PodCertificateRequest for pod ${shown} names service account UID ${goQuote(serviceAccountUID)}, which differs from the running service account (${uid})`,
  )
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
