/** Approves kubelets' client certificates (`pkg/controller/certificates/approver`). */
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
} from '../apis/certificates.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { ResourceQuestion } from '../apiserver/authz/allowed.ts'
import type { CertificateRequest } from '../ca/request.ts'
import { unmetRules } from '../ca/signers.ts'
import type { Controller } from './controller.ts'
import { addCondition, parsedRequest } from './csr-conditions.ts'
import { IgnorableError } from './errors.ts'
import { objectController } from './object-controller.ts'
import { type CsrDependencies, followOrders } from './csr-dependencies.ts'

type CSR = CertificateSigningRequest

interface Recognizer {
  /** the virtual subresource that the requestor must be allowed to `create` */
  readonly subresource: string
  readonly message: string
  recognizes(csr: CSR, request: CertificateRequest): boolean
}

const isNodeClient = (csr: CSR, request: CertificateRequest): boolean =>
  csr.spec.signerName === KUBE_APISERVER_CLIENT_KUBELET_SIGNER &&
  unmetRules(csr.spec.signerName, request, csr.spec.usages ?? []).length === 0

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
  ...omitEmpty({ uid: spec.uid }),
  groups: spec.groups ?? [],
  extra: spec.extra ?? {},
})

/** a SubjectAccessReview */
export type AccessReview = (
  user: UserInfo,
  question: ResourceQuestion,
) => boolean | Promise<boolean>

interface ApproverDependencies extends CsrDependencies {
  readonly review: AccessReview
}

const firstGranted = async (
  review: AccessReview,
  csr: CSR,
  recognized: readonly Recognizer[],
): Promise<Recognizer | undefined> => {
  for (const recognizer of recognized) {
    const { subresource } = recognizer
    const question = {
      verb: 'create',
      apiGroup: 'certificates.k8s.io',
      resource: 'certificatesigningrequests',
      subresource,
    }
    if (await review(requestor(csr), question)) return recognizer
  }
  return undefined
}

const isDecided = ({ status }: CSR): boolean =>
  (status.certificate ?? '') !== '' ||
  (status.conditions ?? []).some(({ type }) => type === 'Approved' || type === 'Denied')

/** `ordersOnly`: only `orders` decide, because Kubernetes' approver is not selected */
export const csrApprover = (dependencies: ApproverDependencies, ordersOnly = false): Controller => {
  const { client, clock, log, review, orders, decider = client } = dependencies
  const approver = objectController<CSR>({
    name: ordersOnly ? 'csrlab-approver' : 'certificatesigningrequest-approving-controller',
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
        if (left > 0) return left
        if (order.verdict !== undefined) return addCondition(decider, csr, order.verdict)
      }
      if (ordersOnly) return undefined
      const request = await parsedRequest(csr)
      const recognized = RECOGNIZERS.filter((recognizer) => recognizer.recognizes(csr, request))
      if (recognized.length === 0) return undefined
      const granted = await firstGranted(review, csr, recognized)
      if (granted === undefined) {
        const tried = recognized.map(({ subresource }) => subresource).join(' ')
        throw new IgnorableError(
          `recognized csr "${csr.metadata.name}" as [${tried}] but subject access review was not approved`,
        )
      }
      const { message } = granted
      return addCondition(client, csr, { type: 'Approved', reason: 'AutoApproved', message })
    },
  })
  return followOrders(approver, dependencies)
}
