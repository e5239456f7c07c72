/**
 * Two admission plugins that never reject. The first sees the object as sent, and its warnings
 * reach the client even if the request is rejected; the last sees admitted objects only.
 */
import type { RequestContext } from '../../apimachinery/context.ts'
import { type Shown, shown } from '../../apimachinery/text/shown.ts'
import {
  CERTIFICATES_GROUP,
  type CertificateSigningRequest,
  isApproved,
  isDenied,
} from '../../apis/certificates.ts'
import { type ClusterRoleBinding, RBAC_GROUP, type RoleBinding } from '../../apis/rbac.ts'
import type { AdmissionAttributes, AdmissionPlugin } from '../../apiserver/admission/admission.ts'
import { cleanUp } from '../../resources/certificates/csr/clean-up.ts'
import { hintWords } from '../words/words.ts'
import { certificateEnds, validRequestIn } from './key-of.ts'
import type { HintCluster } from './cluster.ts'
import type { CreateFacts } from './facts.ts'
import { type Hint, type HintStyle, renderHints } from './hint.ts'
import {
  ACCEPT_HINTS,
  BEFORE_APPROVAL_HINTS,
  AFTER_APPROVAL_HINTS,
  BIND_HINTS,
  CREATE_HINTS,
  DELETE_HINTS,
  EDIT_HINTS,
  LEARN_HINTS,
} from './list.ts'
import { BoundedMap, type Tombstone } from './bounded-map.ts'

export interface PluginParts extends HintStyle {
  readonly cluster: Omit<HintCluster, 'tombstone' | 'requestFor'>
}

const INERT_WARNINGS = new Map([
  ['pods', shown('csrlab stores pods but does not run them: the pod stays Pending.')],
  ['deployments', shown('csrlab stores deployments but does not run them: it makes no pods.')],
])

const CLEANER = 'system:serviceaccount:kube-system:certificate-controller'

type CSR = CertificateSigningRequest

const createFacts = (
  cluster: HintCluster,
  { context: { user, dryRun }, object, name: given }: AdmissionAttributes,
): CreateFacts => {
  const csr = object as CSR
  const { name = given } = csr.metadata
  return {
    cluster,
    user,
    name,
    // kubectl replace needs a manifest with a name
    canReplace: !dryRun && (csr.metadata.generateName ?? '') === '',
    csr,
    request: validRequestIn(csr),
    existing: name === '' ? undefined : cluster.request(name),
  }
}

const isRequest = ({ resource }: AdmissionAttributes): boolean =>
  resource.resource === 'certificatesigningrequests' && resource.group === CERTIFICATES_GROUP

const isBinding = ({ resource: { group, resource } }: AdmissionAttributes): boolean =>
  group === RBAC_GROUP && (resource === 'rolebindings' || resource === 'clusterrolebindings')

/** Controllers read no warnings. */
const isController = ({ context: { user } }: AdmissionAttributes): boolean =>
  user.name.startsWith('system:serviceaccount:kube-system:')

const isDecided = (csr: CSR): boolean => isApproved(csr) || isDenied(csr)

export type HintPlugins = ReturnType<typeof hintPlugins>

/** The plugins keep facts about requests in memory, for hints and for recorder.ts. */
export const hintPlugins = (parts: PluginParts) => {
  /** by request name */
  const tombstones = new BoundedMap<Tombstone>()
  /** `ann with kubectl`, by the request's uid */
  const deciders = new BoundedMap<string>()
  /** name of the newest request, by group */
  const groups = new BoundedMap<string>()
  const cluster: HintCluster = {
    ...parts.cluster,
    tombstone: (name) => tombstones.get(name),
    requestFor: (group) => groups.get(group),
  }
  /** hints for an accepted update, rendered before its strategy restores the stored spec */
  const ifAccepted = new WeakMap<RequestContext, Shown[]>()
  let isLearnt = false

  /** Sends hints as warnings, and returns their number. */
  const tell = <Facts>(
    { warn }: RequestContext,
    hints: readonly Hint<Facts>[],
    facts: Facts,
  ): number => {
    const said = renderHints(hints, facts, parts)
    said.forEach(warn)
    return said.length
  }

  const onDelete = ({ context, name, oldObject }: AdmissionAttributes): void => {
    const { user, dryRun } = context
    const stored = oldObject as CSR
    const ends = certificateEnds(stored)
    tell(context, DELETE_HINTS, { cluster, user, name, stored, certificateEnds: ends })
    if (dryRun) return
    const due = user.name === CLEANER ? cleanUp(stored, cluster.release) : undefined
    tombstones.set(name, {
      uid: stored.metadata.uid ?? '',
      at: cluster.now(),
      by: user.name,
      cleaned: due && hintWords().cleanUps[due.state],
      certificateEnds: ends,
    })
  }

  const onSent = (attributes: AdmissionAttributes): void => {
    const { operation, subresource, context, name } = attributes
    if (operation === 'CREATE') {
      tell(context, CREATE_HINTS, createFacts(cluster, attributes))
      return
    }
    if (subresource !== '' && subresource !== 'approval') return
    const { user } = context
    const [sent, stored] = [attributes.object as CSR, attributes.oldObject as CSR]
    const facts = { cluster, user, name, sent, stored }
    if (subresource === 'approval') tell(context, BEFORE_APPROVAL_HINTS, facts)
    const later = subresource === '' ? EDIT_HINTS : AFTER_APPROVAL_HINTS
    ifAccepted.set(context, renderHints(later, facts, parts))
  }

  /** Gives no hints if the name is taken, because storage will reject the request. */
  const onAccepted = (attributes: AdmissionAttributes): void => {
    const { context } = attributes
    const facts = createFacts(cluster, attributes)
    if (facts.existing !== undefined) return
    if (!context.dryRun)
      for (const group of facts.request?.subject.organizations ?? []) groups.set(group, facts.name)
    if (tell(context, ACCEPT_HINTS, facts) > 0 || isLearnt) return
    isLearnt = tell(context, LEARN_HINTS, facts) > 0 && !context.dryRun
  }

  const noteDecision = ({ context, subresource, object, oldObject }: AdmissionAttributes): void => {
    const { user, dryRun, fieldManager } = context
    const stored = oldObject as CSR
    if (dryRun || subresource !== 'approval' || !isDecided(object as CSR) || isDecided(stored))
      return
    const how = fieldManager === '' ? '' : ` with ${fieldManager}`
    deciders.set(stored.metadata.uid ?? '', `${user.name}${how}`)
  }

  const onBinding = ({ context, namespace, object }: AdmissionAttributes): void => {
    const { metadata, roleRef, subjects = [] } = object as RoleBinding | ClusterRoleBinding
    const binding = { name: metadata.name ?? '', namespace, roleRef, subjects }
    tell(context, BIND_HINTS, { cluster, user: context.user, binding })
  }

  const onRequest = (attributes: AdmissionAttributes): void => {
    const { operation, context } = attributes
    if (operation === 'DELETE') return onDelete(attributes)
    if (operation === 'UPDATE') noteDecision(attributes)
    if (isController(attributes)) return
    if (operation === 'CREATE') return onAccepted(attributes)
    ifAccepted.get(context)?.forEach(context.warn)
  }

  const first: AdmissionPlugin = {
    mutate: (attributes) => {
      if (isRequest(attributes) && !isController(attributes)) onSent(attributes)
      return attributes.object!
    },
  }
  const last: AdmissionPlugin = {
    validate: (attributes) => {
      const { operation, context } = attributes
      if (isRequest(attributes)) onRequest(attributes)
      else if (operation === 'CREATE' && !isController(attributes)) {
        if (isBinding(attributes)) onBinding(attributes)
        const inert = INERT_WARNINGS.get(attributes.resource.resource)
        if (inert !== undefined && attributes.subresource === '') context.warn(inert)
      }
    },
  }
  return { cluster, tombstones, deciders, form: parts.form, first, last }
}
