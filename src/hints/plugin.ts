/**
 * Hints on writes of requests, as an admission plugin that never refuses: it stands first, so that it sees what was sent, and its
 * words go out with the answer whatever that is.
 */
import type { AdmissionAttributes, AdmissionPlugin } from '../admission/admission.ts'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../api/kinds/certificates.ts'
import { requestProblem } from '../ca/parsed-request.ts'
import { certificateEnds } from './certificate-ends.ts'
import { cleanUp } from './clean-up.ts'
import type { ClusterView } from './cluster.ts'
import type { Deciders, Decision } from './deciders.ts'
import { type ReportHint, sayAll } from './hint.ts'
import { requestIn } from './key-of.ts'
import { APPROVE_HINTS, CREATE_HINTS, DELETE_HINTS, EDIT_HINTS } from './list.ts'
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

const onCreate = (
  { cluster, report }: PluginParts,
  { context: { user }, object }: AdmissionAttributes,
): string[] => {
  const csr = object as CSR
  const { name = '' } = csr.metadata
  const readable = requestProblem(csr.spec.request ?? '') === undefined
  return sayAll(
    CREATE_HINTS,
    {
      cluster,
      user,
      name,
      sent: true,
      csr,
      request: readable ? requestIn(csr) : undefined,
      existing: name === '' ? undefined : cluster.request(name),
    },
    report,
  )
}

const onChange = ({ cluster, report }: PluginParts, attributes: AdmissionAttributes): string[] => {
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
  const due = context.user.name === CLEANER ? cleanUp(stored) : undefined
  tombstones.set(name, {
    uid: stored.metadata.uid ?? '',
    at: cluster.now(),
    by: context.user.name,
    cleaned: due === undefined ? undefined : `${due.state} are kept for ${due.kept}`,
    certificateEnds: certificateEnds(stored),
  })
}

export const hintPlugin = (parts: PluginParts): AdmissionPlugin => ({
  name: 'Hints',
  mutate: (attributes) => {
    if (isRequest(attributes) && !isController(attributes)) {
      const say = attributes.operation === 'CREATE' ? onCreate : onChange
      say(parts, attributes).forEach(attributes.context.warn)
    }
    return attributes.object!
  },
  validate: (attributes) => {
    if (!isRequest(attributes)) return
    const { cluster, tombstones, deciders, report } = parts
    const { operation, context, subresource, name } = attributes
    if (operation === 'UPDATE' && subresource === 'approval' && !context.dryRun)
      noteDecision(deciders, attributes)
    if (operation !== 'DELETE') return
    const stored = attributes.oldObject as CSR
    sayAll(
      DELETE_HINTS,
      {
        cluster,
        name,
        stored,
        certificateEnds: certificateEnds(stored),
      },
      report,
    ).forEach(context.warn)
    if (!context.dryRun) bury(tombstones, cluster, attributes)
  },
})
