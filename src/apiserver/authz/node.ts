/** The authorizer of kubelets (`plugin/pkg/auth/authorizer/node`). */
import type { PolicyRule } from '../../apis/rbac.ts'
import type { FieldRequirement } from '../../apimachinery/field-selector.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import {
  ALLOW,
  type Attributes,
  type Authorizer,
  NO_OPINION,
  type RuleResolver,
} from './authorizer.ts'
import type { NodeGraph } from './node-graph.ts'
import { leaseProblem, nodeOf } from './node-identity.ts'
import { combinedResource, ruleAllows } from './rule-match.ts'

const ALLOWED = undefined

/** Returns undefined if the request is allowed, otherwise the reason (maybe '') for no opinion. */
type NodeRule = (attributes: Attributes, node: string, graph: NodeGraph) => string | undefined

const READ: ReadonlySet<string> = new Set(['get', 'list', 'watch'])
/** verbs for the node's Lease and CSINode */
const OWN: ReadonlySet<string> = new Set(['get', 'create', 'update', 'patch', 'delete'])

const one: NodeRule = ({ resource, namespace, name }, node, graph) => {
  if (name === '') return 'No Object name found'
  return graph.relates(node, resource, namespace, name)
    ? ALLOWED
    : `no relationship found between node '${node}' and this object`
}

const readNamespaced: NodeRule = (attributes, node, graph) => {
  const { verb, subresource, namespace } = attributes
  if (!READ.has(verb)) return 'can only read resources of this type'
  if (subresource !== '') return 'cannot read subresource'
  if (namespace === '') return 'can only read namespaced object of this type'
  return one(attributes, node, graph)
}

/** For a resource that the graph lacks, such as `persistentvolumes`, allows no object. */
const getOne: NodeRule = (attributes, node, graph) => {
  const { verb, subresource } = attributes
  if (verb !== 'get') return 'can only get individual resources of this type'
  if (subresource !== '') return 'cannot get subresource'
  return one(attributes, node, graph)
}

const claim: NodeRule = (attributes, node, graph) => {
  if (attributes.subresource !== 'status') return getOne(attributes, node, graph)
  if (attributes.verb !== 'update' && attributes.verb !== 'patch') {
    return 'can only get/update/patch this type'
  }
  return one(attributes, node, graph)
}

const account: NodeRule = (attributes, node, graph) => {
  const { verb, subresource, name } = attributes
  if (verb === 'get' && subresource === '') return readNamespaced(attributes, node, graph)
  if (verb !== 'create' || name === '') {
    return 'can only create tokens for individual service accounts'
  }
  if (subresource !== 'token') {
    return 'can only create token subresource of serviceaccount'
  }
  return one(attributes, node, graph)
}

/** Ignores the name of a new lease, since the admission plugin NodeRestriction checks it. */
const lease: NodeRule = ({ verb, namespace, name }, node) => {
  if (!OWN.has(verb)) {
    return 'can only get, create, update, patch, or delete a node lease'
  }
  return leaseProblem(namespace, verb === 'create' ? node : name, node)
}

const csiNode: NodeRule = ({ verb, subresource, name }, node) => {
  if (!OWN.has(verb)) {
    return 'can only get, create, update, patch, or delete a CSINode'
  }
  if (subresource !== '') return 'cannot authorize CSINode subresources'
  return verb === 'create' || name === node
    ? ALLOWED
    : 'can only access CSINode with the same name as the requesting node'
}

/** Ignores the name on writes, since the admission plugin NodeRestriction checks it. */
const nodeObject: NodeRule = ({ verb, subresource, name }, node) => {
  const writes = verb === 'update' || verb === 'patch'
  if (subresource === 'status') return writes ? ALLOWED : ''
  if (subresource !== '') return ''
  if (writes || verb === 'create') return ALLOWED
  if (!READ.has(verb)) return ''
  if (name === node) return ALLOWED
  return name === ''
    ? `node '${node}' cannot read all nodes, only its own Node object`
    : `node '${node}' cannot read '${name}', only its own Node object`
}

/** Allows every create, since the admission plugin NodeRestriction checks the new object. */
const podCertificateRequest: NodeRule = (attributes, node, graph) => {
  const { verb, subresource, fieldSelector = [] } = attributes
  if (subresource !== '') {
    return 'nodes may not access the status subresource of PodCertificateRequests'
  }
  switch (verb) {
    case 'create':
      return ALLOWED
    case 'get':
      return one(attributes, node, graph)
    case 'list':
    case 'watch':
      return onlyOn(node, fieldSelector)
        ? ALLOWED
        : 'can only list/watch podcertificaterequests with nodeName field selector'
    default:
      return `nodes may not ${verb} podcertificaterequests`
  }
}

const onlyOn = (node: string, fields: readonly FieldRequirement[]): boolean =>
  fields.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  )

/** Ignores the name on writes, since the admission plugin NodeRestriction checks the pod. */
const pod: NodeRule = (attributes, node, graph) => {
  const { verb, subresource, name, fieldSelector = [] } = attributes
  switch (subresource) {
    case '':
      if (verb === 'get') return getOne(attributes, node, graph)
      if (verb === 'create' || verb === 'delete') return ALLOWED
      if (verb !== 'list' && verb !== 'watch') return ''
      if (onlyOn(node, fieldSelector)) return ALLOWED
      return name === ''
        ? 'can only list/watch pods with spec.nodeName field selector'
        : one(attributes, node, graph)
    case 'status':
      return verb === 'update' || verb === 'patch' ? ALLOWED : ''
    case 'eviction':
      return verb === 'create' ? ALLOWED : ''
    default:
      return ''
  }
}

/** by group and resource */
const NODE_RULES: ReadonlyMap<string, NodeRule> = new Map([
  ['/secrets', readNamespaced],
  ['/configmaps', readNamespaced],
  ['/persistentvolumeclaims', claim],
  ['/persistentvolumes', getOne],
  ['resource.k8s.io/resourceclaims', getOne],
  ['storage.k8s.io/volumeattachments', getOne],
  ['/serviceaccounts', account],
  ['coordination.k8s.io/leases', lease],
  ['storage.k8s.io/csinodes', csiNode],
  ['/nodes', nodeObject],
  ['/pods', pod],
  ['certificates.k8s.io/podcertificaterequests', podCertificateRequest],
])

const byRules =
  (rules: readonly PolicyRule[]): NodeRule =>
  (attributes) => {
    const combined = combinedResource(attributes)
    return rules.some((rule) => ruleAllows(rule, attributes, combined)) ? ALLOWED : ''
  }

/**
 * Decides about the resources in {@link NODE_RULES} by the functions there, and about all other
 * requests by `rules`: the rules of the ClusterRole `system:node`, which needs no binding.
 */
export const nodeAuthorizer = (
  rules: readonly PolicyRule[],
  graph: NodeGraph,
): Authorizer & RuleResolver => ({
  authorize: (attributes) => {
    const { user, resourceRequest, apiGroup, resource } = attributes
    const node = nodeOf(user)
    if (node === undefined) return NO_OPINION
    const own = resourceRequest ? NODE_RULES.get(`${apiGroup}/${resource}`) : undefined
    const rule = own ?? byRules(rules)
    const reason =
      node === '' ? `unknown node for user ${goQuote(user.name)}` : rule(attributes, node, graph)
    return reason === ALLOWED ? ALLOW : { decision: 'no-opinion', reason }
  },
  /** Rules cannot express permissions that depend on the object. */
  rulesFor: (user) =>
    nodeOf(user) === undefined
      ? { rules: [], errors: [] }
      : {
          rules: [],
          errors: ['node authorizer does not support user rule resolution'],
          incomplete: true,
        },
})
