/**
 * NodeRestriction for service account tokens: a kubelet gets tokens only for pods on its node. The
 * audience must be in a volume of the pod, or be allowed by the authorizer.
 */
import type { TokenRequest } from '../../apis/authentication.ts'
import type { Pod } from '../../apis/core.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { notFound } from '../../apimachinery/status.ts'
import { isAllowed } from '../authz/allowed.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { AdmissionAttributes } from './admission.ts'
import type { NodeCheck } from './node-restriction-check.ts'
import { projectionsIn } from './pod-references.ts'

const audienceProblem = (
  { context: { user }, namespace, name, object }: AdmissionAttributes,
  pod: Pod,
  authorizer: Authorizer,
): string | undefined => {
  const [audience = '', ...more] = (object as TokenRequest).spec.audiences ?? []
  if (more.length > 0) return 'node may only request 0 or 1 audiences'
  const isProjected = projectionsIn(pod).some(
    ({ serviceAccountToken }) =>
      serviceAccountToken && (serviceAccountToken.audience ?? '') === audience,
  )
  if (isProjected) return undefined
  return isAllowed(authorizer, user, {
    verb: 'request-serviceaccounts-token-audience',
    namespace,
    apiGroup: '',
    resource: audience,
    name,
  })
    ? undefined
    : `audience ${goQuote(audience)} not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`
}

/** `plugin/pkg/admission/noderestriction`, 1.34. Throws 404 for a missing pod. */
export const tokenProblem: NodeCheck = (attributes, node, { findPod, authorizer }) => {
  const { operation, subresource, namespace, object } = attributes
  if (operation !== 'CREATE' || subresource !== 'token') return undefined
  const bound = (object as TokenRequest).spec.boundObjectRef
  const { apiVersion, kind, name = '', uid = '' } = bound ?? {}
  if (apiVersion !== 'v1' || kind !== 'Pod' || name === '') {
    return 'node requested token not bound to a pod'
  }
  if (uid === '') return 'node requested token with a pod binding without a uid'
  const pod = findPod(namespace, name)
  // not `pods`: the real server's cache names the resource in the singular
  if (pod === undefined) throw notFound({ group: '', resource: 'pod' }, name)
  if (pod.metadata.uid !== uid) {
    return `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
  }
  return pod.spec.nodeName === node
    ? audienceProblem(attributes, pod, authorizer)
    : 'node requested token bound to a pod scheduled on a different node'
}
