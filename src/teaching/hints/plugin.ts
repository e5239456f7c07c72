/**
 * Hints on writes, as two admission plugins that never refuse. One stands first, so that it sees what was sent, and its words go out
 * with the answer whatever that is; one stands last, for what nobody has refused.
 */
import type { AdmissionAttributes, AdmissionPlugin } from '../../apiserver/admission/admission.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../../apis/certificates.ts'
import { type ClusterRoleBinding, RBAC_GROUP, type RoleBinding } from '../../apis/rbac.ts'
import { requestProblem } from '../../ca/parsed-request.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import type { ClusterView } from './cluster.ts'
import type { BindFacts, ChangeFacts, CreateFacts } from './facts.ts'
import { type Manner, sayAll } from './hint.ts'
import { requestIn } from './key-of.ts'
import {
  ACCEPT_HINTS,
  APPROVE_HINTS,
  APPROVED_HINTS,
  BIND_HINTS,
  CREATE_HINTS,
  DELETE_HINTS,
  EDIT_HINTS,
  LEARN_HINTS,
} from './list.ts'
import {
  type Decider,
  type Decision,
  decisionKey,
  type Remembered,
  type Tombstone,
} from './remembered.ts'

interface PluginParts extends Manner {
  readonly cluster: ClusterView
  /** by the names of requests */
  readonly tombstones: Remembered<Tombstone>
  /** by decisionKey() */
  readonly deciders: Remembered<Decider>
  /** the newest request that asks for a group, by the group */
  readonly groups: Remembered<string>
}

const CLEANER = 'system:serviceaccount:kube-system:certificate-controller'
const DECISIONS: readonly Decision[] = ['Approved', 'Denied']

type CSR = CertificateSigningRequest

const createFacts = (
  cluster: ClusterView,
  { context: { user, dryRun }, object, name: given }: AdmissionAttributes,
): CreateFacts => {
  const csr = object as CSR
  const { name = given } = csr.metadata
  const readable = requestProblem(csr.spec.request ?? '') === undefined
  return {
    cluster,
    user,
    name,
    // one whose name was generated is not found again by its manifest
    sent: !dryRun && (csr.metadata.generateName ?? '') === '',
    csr,
    request: readable ? requestIn(csr) : undefined,
    existing: name === '' ? undefined : cluster.request(name),
  }
}

const changeFacts = (
  cluster: ClusterView,
  { context: { user }, name, object, oldObject }: AdmissionAttributes,
): ChangeFacts => ({
  cluster,
  user,
  name,
  sent: object as CSR,
  stored: oldObject as CSR,
  request: requestIn(oldObject as CSR),
})

const bindFacts = (
  cluster: ClusterView,
  { context: { user }, namespace, object }: AdmissionAttributes,
): BindFacts => {
  const { metadata, roleRef, subjects = [] } = object as RoleBinding | ClusterRoleBinding
  return { cluster, user, binding: { name: metadata.name ?? '', namespace, roleRef, subjects } }
}

const onDelete = (
  { cluster, ...manner }: PluginParts,
  { context, name, oldObject }: AdmissionAttributes,
): Shown[] => {
  const stored = oldObject as CSR
  const ends = certificateEnds(stored)
  return sayAll(
    DELETE_HINTS,
    { cluster, user: context.user, name, stored, certificateEnds: ends },
    manner,
  )
}

const isRequest = ({ resource }: AdmissionAttributes): boolean =>
  resource.resource === 'certificatesigningrequests' && resource.group === CERTIFICATES_GROUP

const isBinding = ({ resource: { group, resource } }: AdmissionAttributes): boolean =>
  group === RBAC_GROUP && (resource === 'rolebindings' || resource === 'clusterrolebindings')

/** `system:serviceaccount:…`: a controller, which reads no warnings. */
const isController = ({ context: { user } }: AdmissionAttributes): boolean =>
  user.name.startsWith('system:serviceaccount:kube-system:')

/** A new decision is remembered with whoever made it. */
const noteDecision = (deciders: Remembered<Decider>, attributes: AdmissionAttributes): void => {
  const { context, oldObject, object } = attributes
  const has = (csr: CSR, decision: Decision): boolean =>
    (csr.status.conditions ?? []).some(({ type }) => type === decision)
  for (const decision of DECISIONS) {
    if (!has(object as CSR, decision) || has(oldObject as CSR, decision)) continue
    deciders.set(decisionKey(oldObject!.metadata.uid ?? '', decision), {
      user: context.user.name,
      tool: context.fieldManager,
    })
  }
}

const bury = (
  tombstones: Remembered<Tombstone>,
  cluster: ClusterView,
  attributes: AdmissionAttributes,
): void => {
  const { context, name } = attributes
  const stored = attributes.oldObject as CSR
  const due = context.user.name === CLEANER ? cleanUp(stored, cluster.release) : undefined
  tombstones.set(name, {
    uid: stored.metadata.uid ?? '',
    at: cluster.now(),
    by: context.user.name,
    cleaned: due?.why,
    certificateEnds: certificateEnds(stored),
  })
}

/** Where in the chain each belongs. */
export interface HintPlugins {
  readonly first: AdmissionPlugin
  readonly last: AdmissionPlugin
}

export const hintPlugins = (parts: PluginParts): HintPlugins => {
  const { cluster, tombstones, deciders, groups } = parts
  /** What was sent is seen first, and put back by the time that nobody has refused it. */
  const ifAccepted = new WeakMap<RequestContext, Shown[]>()
  let isLearnt = false

  const onSent = (attributes: AdmissionAttributes): void => {
    const { operation, subresource, context } = attributes
    if (operation === 'CREATE') {
      sayAll(CREATE_HINTS, createFacts(cluster, attributes), parts).forEach(context.warn)
      return
    }
    if (subresource !== '' && subresource !== 'approval') return
    const facts = changeFacts(cluster, attributes)
    if (subresource === 'approval') sayAll(APPROVE_HINTS, facts, parts).forEach(context.warn)
    const later = subresource === '' ? EDIT_HINTS : APPROVED_HINTS
    ifAccepted.set(context, sayAll(later, facts, parts))
  }

  /** The name is the last thing that may be in the way: storage looks at it after admission. */
  const onAccepted = (attributes: AdmissionAttributes): void => {
    const { context } = attributes
    const facts = createFacts(cluster, attributes)
    if (facts.existing !== undefined) return
    for (const group of facts.request?.subject.organizations ?? []) groups.set(group, facts.name)
    const said = sayAll(ACCEPT_HINTS, facts, parts)
    said.forEach(context.warn)
    if (said.length > 0 || isLearnt) return
    const lesson = sayAll(LEARN_HINTS, facts, parts)
    lesson.forEach(context.warn)
    isLearnt = lesson.length > 0 && !context.dryRun
  }

  const onRequest = (attributes: AdmissionAttributes): void => {
    const { operation, context, subresource } = attributes
    if (operation === 'DELETE') {
      onDelete(parts, attributes).forEach(context.warn)
      if (!context.dryRun) bury(tombstones, cluster, attributes)
      return
    }
    if (subresource === 'approval' && !context.dryRun && operation === 'UPDATE')
      noteDecision(deciders, attributes)
    if (isController(attributes)) return
    if (operation === 'CREATE') onAccepted(attributes)
    else ifAccepted.get(context)?.forEach(context.warn)
  }

  return {
    first: {
      name: 'Hints',
      mutate: (attributes) => {
        if (isRequest(attributes) && !isController(attributes)) onSent(attributes)
        return attributes.object!
      },
    },
    last: {
      name: 'HintsOnAccepted',
      validate: (attributes) => {
        const { operation, context } = attributes
        if (isRequest(attributes)) onRequest(attributes)
        else if (operation === 'CREATE' && isBinding(attributes) && !isController(attributes))
          sayAll(BIND_HINTS, bindFacts(cluster, attributes), parts).forEach(context.warn)
      },
    },
  }
}
