/**
 * Hints on writes of requests, as two admission plugins that never refuse. One stands first, so that it sees what was sent, and its
 * words go out with the answer whatever that is; one stands last, for what nobody has refused.
 */
import type { AdmissionAttributes, AdmissionPlugin } from '../admission/admission.ts'
import type { Shown } from '../api/text/shown.ts'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../api/kinds/certificates.ts'
import { requestProblem } from '../ca/parsed-request.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from '../resources/certificates/csr/clean-up.ts'
import type { ClusterView } from './cluster.ts'
import type { Deciders, Decision } from './deciders.ts'
import type { CreateFacts } from './facts.ts'
import { type ReportHint, sayAll } from './hint.ts'
import { requestIn } from './key-of.ts'
import { ACCEPT_HINTS, APPROVE_HINTS, CREATE_HINTS, DELETE_HINTS, EDIT_HINTS } from './list.ts'
import type { Tombstones } from './tombstones.ts'

export interface PluginParts {
  readonly cluster: ClusterView
  readonly tombstones: Tombstones
  readonly deciders: Deciders
  readonly report: ReportHint
}

const CLEANER = 'system:serviceaccount:kube-system:certificate-controller'
const DECISIONS: readonly Decision[] = ['Approved', 'Denied']

type CSR = CertificateSigningRequest

const createFacts = (
  cluster: ClusterView,
  { context: { user }, object }: AdmissionAttributes,
): CreateFacts => {
  const csr = object as CSR
  const { name = '' } = csr.metadata
  const readable = requestProblem(csr.spec.request ?? '') === undefined
  return {
    cluster,
    user,
    name,
    sent: true,
    csr,
    request: readable ? requestIn(csr) : undefined,
    existing: name === '' ? undefined : cluster.request(name),
  }
}

const onCreate = ({ cluster, report }: PluginParts, attributes: AdmissionAttributes): Shown[] =>
  sayAll(CREATE_HINTS, createFacts(cluster, attributes), report)

/** The name is the last thing that may be in the way: storage looks at it after admission. */
const onAccept = ({ cluster, report }: PluginParts, attributes: AdmissionAttributes): Shown[] => {
  const facts = createFacts(cluster, attributes)
  return facts.existing === undefined ? sayAll(ACCEPT_HINTS, facts, report) : []
}

const onDelete = ({ cluster, report }: PluginParts, attributes: AdmissionAttributes): Shown[] => {
  const { context, name } = attributes
  const stored = attributes.oldObject as CSR
  const facts = {
    cluster,
    user: context.user,
    name,
    stored,
    certificateEnds: certificateEnds(stored),
  }
  return sayAll(DELETE_HINTS, facts, report)
}

const onChange = ({ cluster, report }: PluginParts, attributes: AdmissionAttributes): Shown[] => {
  const { context, subresource, name } = attributes
  const stored = attributes.oldObject as CSR
  const facts = {
    cluster,
    user: context.user,
    name,
    sent: attributes.object as CSR,
    stored,
    request: requestIn(stored),
  }
  if (subresource === 'approval') return sayAll(APPROVE_HINTS, facts, report)
  return subresource === '' ? sayAll(EDIT_HINTS, facts, report) : []
}

const isRequest = ({ resource }: AdmissionAttributes): boolean =>
  resource.resource === 'certificatesigningrequests' && resource.group === CERTIFICATES_GROUP

/** `system:serviceaccount:…`: a controller, which reads no warnings. */
const isController = ({ context: { user } }: AdmissionAttributes): boolean =>
  user.name.startsWith('system:serviceaccount:kube-system:')

/** A new decision is remembered with whoever made it. */
const noteDecision = (deciders: Deciders, attributes: AdmissionAttributes): void => {
  const { context, oldObject, object } = attributes
  const has = (csr: CSR, decision: Decision): boolean =>
    (csr.status.conditions ?? []).some(({ type }) => type === decision)
  for (const decision of DECISIONS) {
    if (!has(object as CSR, decision) || has(oldObject as CSR, decision)) continue
    deciders.set(oldObject!.metadata.uid ?? '', decision, {
      user: context.user.name,
      tool: context.fieldManager,
    })
  }
}

const bury = (
  tombstones: Tombstones,
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

export const hintPlugins = (parts: PluginParts): HintPlugins => ({
  first: {
    name: 'Hints',
    mutate: (attributes) => {
      if (isRequest(attributes) && !isController(attributes)) {
        const say = attributes.operation === 'CREATE' ? onCreate : onChange
        say(parts, attributes).forEach(attributes.context.warn)
      }
      return attributes.object!
    },
  },
  last: {
    name: 'HintsOnAccepted',
    validate: (attributes) => {
      if (!isRequest(attributes)) return
      const { cluster, tombstones, deciders } = parts
      const { operation, context, subresource } = attributes
      if (operation === 'CREATE' && !isController(attributes))
        onAccept(parts, attributes).forEach(context.warn)
      if (operation === 'UPDATE' && subresource === 'approval' && !context.dryRun)
        noteDecision(deciders, attributes)
      if (operation !== 'DELETE') return
      onDelete(parts, attributes).forEach(context.warn)
      if (!context.dryRun) bury(tombstones, cluster, attributes)
    },
  },
})
