/** Approves kubelets' client certificates for those who may have them (`pkg/controller/certificates/approver`). */
import { formatTime } from '../apimachinery/clock.ts'
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
} from '../apis/certificates.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { CertificateRequest } from '../ca/csr.ts'
import { parseRequest } from '../ca/parsed-request.ts'
import { kubeletClientProblem } from '../ca/signers.ts'
import type { Controller } from './controller.ts'
import { explaining, IgnorableError } from './errors.ts'
import { objectController } from './object-controller.ts'
import type { Verdict } from './extensions.ts'
import { HeldRequests } from './held-requests.ts'
import type { CsrControllerParts } from './parts.ts'

type CSR = CertificateSigningRequest

interface Recognizer {
  /** the virtual subresource whose `create` the requestor needs */
  readonly subresource: string
  readonly message: string
  recognizes(csr: CSR, request: CertificateRequest): boolean
}

const isNodeClient = (csr: CSR, request: CertificateRequest): boolean =>
  csr.spec.signerName === KUBE_APISERVER_CLIENT_KUBELET_SIGNER &&
  kubeletClientProblem(request, csr.spec.usages ?? []) === undefined

const RECOGNIZERS: readonly Recognizer[] = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    recognizes: (csr, request) =>
      csr.spec.username === request.subject.commonName && isNodeClient(csr, request),
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    recognizes: isNodeClient,
  },
]

const requestor = ({ spec }: CSR): UserInfo => ({
  name: spec.username ?? '',
  ...(spec.uid === undefined ? {} : { uid: spec.uid }),
  groups: spec.groups ?? [],
  extra: spec.extra ?? {},
})

/** Whether whoever made the request may `create` the virtual subresource. */
const mayCreate = (authorizer: Authorizer, csr: CSR, subresource: string): boolean =>
  authorizer.authorize({
    user: requestor(csr),
    verb: 'create',
    resourceRequest: true,
    path: '',
    namespace: '',
    apiGroup: 'certificates.k8s.io',
    apiVersion: '*',
    resource: 'certificatesigningrequests',
    subresource,
    name: '',
  }).decision === 'allow'

const isDecided = ({ status }: CSR): boolean =>
  (status.certificate ?? '') !== '' ||
  (status.conditions ?? []).some(({ type }) => type === 'Approved' || type === 'Denied')

export const csrApprover = (parts: CsrControllerParts): Controller => {
  const { client, clock, log, authorizer, orders, decider = client } = parts
  const held = new HeldRequests()
  const decide = async (csr: CSR, verdict: Verdict): Promise<void> => {
    const now = formatTime(clock.now())
    const condition = { ...verdict, status: 'True', lastUpdateTime: now, lastTransitionTime: null }
    const conditions = [...(csr.status.conditions ?? []), condition]
    await explaining('error updating approval for csr', () =>
      decider.update({ ...csr, status: { ...csr.status, conditions } }, 'approval'),
    )
  }
  const approver = objectController<CSR>({
    name: 'certificatesigningrequest-approving-controller',
    client,
    clock,
    log,
    workers: 5,
    wants: (csr) => !isDecided(csr),
    reconcile: async (csr) => {
      const order = orders?.deciding(csr)
      if (order !== undefined) {
        const made = Date.parse(csr.metadata.creationTimestamp ?? '')
        const left = order.delayMs > 0 ? made + order.delayMs - clock.now() : 0
        if (left > 0) {
          held.add(csr)
          return left
        }
        held.delete(csr)
        if (order.verdict !== undefined) return decide(csr, order.verdict)
      }
      const { name } = csr.metadata
      const request = await explaining(`unable to parse csr "${name}"`, () =>
        parseRequest(csr.spec.request ?? ''),
      )
      const recognized = RECOGNIZERS.filter((recognizer) => recognizer.recognizes(csr, request))
      if (recognized.length === 0) return undefined
      const granted = recognized.find(({ subresource }) => mayCreate(authorizer, csr, subresource))
      if (granted === undefined) {
        const tried = recognized.map(({ subresource }) => subresource).join(' ')
        throw new IgnorableError(
          `recognized csr "${name}" as [${tried}] but subject access review was not approved`,
        )
      }
      const condition = {
        type: 'Approved',
        status: 'True',
        reason: 'AutoApproved',
        message: granted.message,
        lastUpdateTime: null,
        lastTransitionTime: null,
      }
      const conditions = [...(csr.status.conditions ?? []), condition]
      await explaining('error updating approval for csr', () =>
        client.update({ ...csr, status: { ...csr.status, conditions } }, 'approval'),
      )
      return undefined
    },
  })
  // those that are decided already are found out when it is their turn
  orders?.onNewRules(() => {
    for (const { key } of client.rows()) approver.look(key.slice(key.lastIndexOf('/')))
  })
  return held.releasedTo(approver, orders)
}
