/** The authorizer of kubelets (`plugin/pkg/auth/authorizer/node`). It allows or has no opinion. */
import type { PolicyRule } from '../api/kinds/rbac.ts'
import type { FieldRequirement } from '../api/fields.ts'
import { goQuote } from '../api/text/quote.ts'
import type { UserInfo } from '../api/user.ts'
import type { Attributes, Authorizer, Decision, RuleResolver } from './authorizer.ts'
import { nodeOf } from './node-identity.ts'
import { combinedResource, ruleAllows } from './rule-match.ts'

const ALLOW: Decision = { decision: 'allow', reason: '' }
const NODE_LEASES = 'kube-node-lease'

const noOpinion = (reason = ''): Decision => ({ decision: 'no-opinion', reason })

/** What a kubelet may read because a pod on its node needs it. No pod runs here, so nothing is ever related to a node. */
const unrelated = (node: string): Decision =>
  noOpinion(`no relationship found between node '${node}' and this object`)

type Question = (attributes: Attributes, node: string) => Decision

const READ: ReadonlySet<string> = new Set(['get', 'list', 'watch'])
/** what a kubelet does with an object that stands for its node */
const OWN: ReadonlySet<string> = new Set(['get', 'create', 'update', 'patch', 'delete'])

const readNamespaced: Question = ({ verb, subresource, namespace, name }, node) => {
  if (!READ.has(verb)) return noOpinion('can only read resources of this type')
  if (subresource !== '') return noOpinion('cannot read subresource')
  if (namespace === '') return noOpinion('can only read namespaced object of this type')
  return name === '' ? noOpinion('No Object name found') : unrelated(node)
}

const getOne: Question = ({ verb, subresource, name }, node) => {
  if (verb !== 'get') return noOpinion('can only get individual resources of this type')
  if (subresource !== '') return noOpinion('cannot get subresource')
  return name === '' ? noOpinion('No Object name found') : unrelated(node)
}

const claim: Question = (attributes, node) => {
  if (attributes.subresource !== 'status') return getOne(attributes, node)
  if (attributes.verb !== 'update' && attributes.verb !== 'patch') {
    return noOpinion('can only get/update/patch this type')
  }
  return attributes.name === '' ? noOpinion('No Object name found') : unrelated(node)
}

const token: Question = ({ verb, subresource, name }, node) => {
  if (verb !== 'create' || name === '') {
    return noOpinion('can only create tokens for individual service accounts')
  }
  if (subresource !== 'token') {
    return noOpinion('can only create token subresource of serviceaccount')
  }
  return unrelated(node)
}

/** A node keeps one lease; the name of a new one is not known yet, NodeRestriction looks at it. */
const lease: Question = ({ verb, namespace, name }, node) => {
  if (!OWN.has(verb)) {
    return noOpinion('can only get, create, update, patch, or delete a node lease')
  }
  if (namespace !== NODE_LEASES) {
    return noOpinion(`can only access leases in the ${goQuote(NODE_LEASES)} system namespace`)
  }
  return verb === 'create' || name === node
    ? ALLOW
    : noOpinion('can only access node lease with the same name as the requesting node')
}

const csiNode: Question = ({ verb, subresource, name }, node) => {
  if (!OWN.has(verb)) {
    return noOpinion('can only get, create, update, patch, or delete a CSINode')
  }
  if (subresource !== '') return noOpinion('cannot authorize CSINode subresources')
  return verb === 'create' || name === node
    ? ALLOW
    : noOpinion('can only access CSINode with the same name as the requesting node')
}

/** A kubelet reads its own Node; which one it writes is NodeRestriction's. */
const nodeObject: Question = ({ verb, subresource, name }, node) => {
  const writes = verb === 'update' || verb === 'patch'
  if (subresource === 'status') return writes ? ALLOW : noOpinion()
  if (subresource !== '') return noOpinion()
  if (writes || verb === 'create') return ALLOW
  if (!READ.has(verb)) return noOpinion()
  if (name === node) return ALLOW
  return noOpinion(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  )
}

const onlyOn = (node: string, fields: readonly FieldRequirement[]): boolean =>
  fields.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  )

/** A node lists the pods that are bound to it. Which single ones it may read depends on where they run: none do. */
const pod: Question = (attributes, node) => {
  const { verb, subresource, name, fieldSelector = [] } = attributes
  switch (subresource) {
    case '':
      if (verb === 'get') return getOne(attributes, node)
      if (verb === 'create' || verb === 'delete') return ALLOW
      if (verb !== 'list' && verb !== 'watch') return noOpinion()
      if (onlyOn(node, fieldSelector)) return ALLOW
      return name === ''
        ? noOpinion('can only list/watch pods with spec.nodeName field selector')
        : unrelated(node)
    case 'status':
      return verb === 'update' || verb === 'patch' ? ALLOW : noOpinion()
    case 'eviction':
      return verb === 'create' ? ALLOW : noOpinion()
    default:
      return noOpinion()
  }
}

/** Resources that nodes do not all share, by group and resource. */
const QUESTIONS: ReadonlyMap<string, Question> = new Map([
  ['/secrets', readNamespaced],
  ['/configmaps', readNamespaced],
  ['/persistentvolumeclaims', claim],
  ['/persistentvolumes', getOne],
  ['resource.k8s.io/resourceclaims', getOne],
  ['storage.k8s.io/volumeattachments', getOne],
  ['/serviceaccounts', token],
  ['coordination.k8s.io/leases', lease],
  ['storage.k8s.io/csinodes', csiNode],
  ['/nodes', nodeObject],
  ['/pods', pod],
])

/**
 * What a kubelet may do: with the objects of its own node by fixed rules, with the rest (certificate signing requests, events,
 * services) what the rules of the ClusterRole `system:node` say, to which nobody needs to be bound.
 */
export class NodeAuthorizer implements Authorizer, RuleResolver {
  readonly #rules: readonly PolicyRule[]

  /** `rules`: those of the ClusterRole `system:node` */
  constructor(rules: readonly PolicyRule[]) {
    this.#rules = rules
  }

  authorize(attributes: Attributes): Decision {
    const node = nodeOf(attributes.user)
    if (node === undefined) return noOpinion()
    if (node === '') return noOpinion(`unknown node for user ${goQuote(attributes.user.name)}`)
    if (attributes.resourceRequest) {
      const question = QUESTIONS.get(`${attributes.apiGroup}/${attributes.resource}`)
      if (question !== undefined) return question(attributes, node)
    }
    const combined = combinedResource(attributes)
    return this.#rules.some((rule) => ruleAllows(rule, attributes, combined)) ? ALLOW : noOpinion()
  }

  /** None are listed: a list of rules cannot say what depends on the object. */
  rulesFor(user: UserInfo): ReturnType<RuleResolver['rulesFor']> {
    return nodeOf(user) === undefined
      ? { rules: [], errors: [] }
      : {
          rules: [],
          errors: ['node authorizer does not support user rule resolution'],
          incomplete: true,
        }
  }
}
