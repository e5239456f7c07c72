/** NodeRestriction for pods: mirror pods, status, deletion. */
import { isDeepStrictEqual } from 'node:util'
import { isMirror, MIRROR_ANNOTATION, type Pod } from '../../apis/core.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { notFound } from '../../apimachinery/status.ts'
import type { NodeCheck, NodeRestrictionParts } from './node-restriction-check.ts'
import { apiReference } from './pod-references.ts'

const referenceProblem = (pod: Pod, who: string): string | undefined => {
  try {
    const resource = apiReference(pod)
    return resource === '' ? undefined : `${who} can not create pods that reference ${resource}`
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `error checking mirror pod for API references: ${error.message}`
  }
}

const createProblem = (
  pod: Pod,
  node: string,
  findNode: NodeRestrictionParts['findNode'],
): string | undefined => {
  const { metadata, spec } = pod
  const who = `node ${goQuote(node)}`
  if (!isMirror(pod)) {
    return `pod does not have ${goQuote(MIRROR_ANNOTATION)} annotation, ${who} can only create mirror pods`
  }
  if (spec.nodeName !== node) return `${who} can only create pods with spec.nodeName set to itself`
  const [owner, ...others] = metadata.ownerReferences ?? []
  if (others.length > 0) {
    return `${who} can only create pods with a single owner reference set to itself`
  }
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node) {
    return `${who} can only create pods with an owner reference set to itself`
  }
  if (owner.controller !== true) {
    return `${who} can only create pods with a controller owner reference set to itself`
  }
  if (owner.blockOwnerDeletion === true) {
    return `${who} must not set blockOwnerDeletion on an owner reference`
  }
  const found = findNode(node)
  // not `nodes`: the real server's cache names the resource in the singular
  if (found === undefined) throw notFound({ group: '', resource: 'node' }, node)
  if (owner.uid !== found.metadata.uid) {
    return `node ${node} UID mismatch: expected ${owner.uid} got ${found.metadata.uid}`
  }
  return referenceProblem(pod, who)
}

const statusProblem = (pod: Pod, old: Pod, node: string): string | undefined => {
  const who = `node ${goQuote(node)}`
  if (old.spec.nodeName !== node) {
    return `${who} can only update pod status for pods with spec.nodeName set to itself`
  }
  return isDeepStrictEqual({ ...pod.metadata.labels }, { ...old.metadata.labels })
    ? undefined
    : `${who} cannot update labels through pod status`
}

/** Throws 404 for a mirror pod of a missing node. */
export const podProblem: NodeCheck = (
  { operation, subresource, object, oldObject },
  node,
  { findNode },
) => {
  if (subresource === 'status') return statusProblem(object as Pod, oldObject as Pod, node)
  switch (operation) {
    case 'CREATE':
      return createProblem(object as Pod, node, findNode)
    case 'DELETE':
      return (oldObject as Pod).spec.nodeName === node
        ? undefined
        : `node ${goQuote(node)} can only delete pods with spec.nodeName set to itself`
    default:
      return `unexpected operation ${goQuote(operation)}, node ${goQuote(node)} can only create and delete mirror pods`
  }
}
