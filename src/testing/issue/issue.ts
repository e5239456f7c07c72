import { base64 } from '../../apimachinery/text/base64.ts'
import {
  type CertificateSigningRequest,
  conditionsOf,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../../apis/certificates.ts'
import { checkedCopy } from '../bodies/check.ts'
import { type Requester, call, RequestRefused } from '../../apiserver/client/call.ts'
import type { IssueRequest } from './issue-request.ts'
import { type FaultNameOf, Objects } from '../../apiserver/client/objects.ts'

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

/** Usages that signers require (pkg/apis/certificates/helpers.go). */
const USAGES: Readonly<Record<string, readonly string[]>> = {
  [KUBE_APISERVER_CLIENT_SIGNER]: ['client auth'],
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: ['digital signature', 'client auth'],
  [KUBELET_SERVING_SIGNER]: ['digital signature', 'server auth'],
}
const ANY_USAGES = ['digital signature', 'server auth', 'client auth']

const INVALID = 422

const failureOf = (csr: CertificateSigningRequest): string | undefined => {
  const [denied] = conditionsOf(csr, 'Denied')
  if (denied !== undefined) return `the request was denied: ${denied.message ?? 'no reason given'}`
  const [failed] = conditionsOf(csr, 'Failed')
  return failed && (failed.message ?? 'the signer marked the request Failed')
}

/** Rejects with the reason if an approver rule denied the CSR first. */
const approve = async (objects: Objects, name: string): Promise<void> => {
  try {
    await objects.decide(name, { type: 'Approved', reason: 'ClusterIssue' })
  } catch (error) {
    const isTooLate = error instanceof RequestRefused && error.code === INVALID
    const denial = isTooLate ? failureOf(await objects.get(`csr/${name}`)) : undefined
    throw denial === undefined ? error : new Error(denial)
  }
}

/**
 * Resolves with key and certificate, both PEM. Rejects with FieldProblem for an invalid `request`,
 * otherwise with the error of the server or signer.
 */
export const issue = async (
  server: Requester,
  request: IssueRequest,
  heldBy?: FaultNameOf,
): Promise<{ readonly key: string; readonly certificate: string }> => {
  const { commonName, organizations = [], keyType = 'p256', expirationSeconds } = request
  checkedCopy('IssueRequest', request)
  const { sans = {}, signerName = KUBE_APISERVER_CLIENT_SIGNER, timeout = '10s' } = request
  // @peculiar/x509 takes 100 ms to load
  const { makeRequest } = await import('../../ca/new-request.ts')
  const { requestPem, keyPem } = await makeRequest({ commonName, organizations, keyType, sans })
  const created = await call<CertificateSigningRequest>(server, 'POST', COLLECTION, {
    metadata: { generateName: 'issue-' },
    spec: {
      request: base64(requestPem),
      signerName,
      usages: request.usages ?? USAGES[signerName] ?? ANY_USAGES,
      ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
    },
  })
  const { name = '' } = created.metadata
  const objects = new Objects(server, heldBy)
  try {
    await approve(objects, name)
    const signed = await objects.waitFor<CertificateSigningRequest>(
      `csr/${name}`,
      (one) =>
        one === undefined || one.status.certificate !== undefined || failureOf(one) !== undefined,
      { timeout },
    )
    const certificate = signed?.status.certificate
    if (certificate === undefined)
      throw new Error((signed && failureOf(signed)) ?? `another user deleted the request ${name}`)
    return { key: keyPem, certificate: Buffer.from(certificate, 'base64').toString() }
  } finally {
    await server.inject('DELETE', `${COLLECTION}/${name}`)
  }
}
