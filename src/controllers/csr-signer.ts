/** Signs approved CSRs (`pkg/controller/certificates/signer`). */
import {
  type CertificateSigningRequest,
  conditionsOf,
  hasFailed,
  isApproved,
} from '../apis/certificates.ts'
import { base64 } from '../apimachinery/text/base64.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { forgetRequest } from '../ca/request.ts'
import { grantedSeconds } from '../ca/policy.ts'
import { type BuiltInSigner, unmetRules } from '../ca/signers.ts'
import type { Release } from '../apimachinery/release/release.ts'
import type { Controller } from './controller.ts'
import { addCondition, parsedRequest } from './csr-conditions.ts'
import { explaining } from './errors.ts'
import { objectController } from './object-controller.ts'
import { type CsrDependencies, followOrders } from './csr-dependencies.ts'

type CSR = CertificateSigningRequest

interface SignerOptions {
  readonly signerName: BuiltInSigner
  readonly authority: CertificateAuthority
  /** `--cluster-signing-duration`: the maximum and default lifetime of certificates */
  readonly maximumSeconds: number
  /** after the approval */
  readonly delaySeconds: number
  readonly release: Release
}

const isWaiting =
  (signerName: string) =>
  (csr: CSR): boolean =>
    csr.spec.signerName === signerName &&
    (csr.status.certificate ?? '') === '' &&
    isApproved(csr) &&
    !hasFailed(csr)

export const csrSigner = (
  dependencies: CsrDependencies,
  { signerName, authority, maximumSeconds, delaySeconds, release }: SignerOptions,
): Controller => {
  const { client, clock, log, orders } = dependencies
  const msUntilDue = (csr: CSR, delayMs: number): number => {
    const approvedAt = Date.parse(conditionsOf(csr, 'Approved')[0]?.lastUpdateTime ?? '')
    return Number.isNaN(approvedAt) ? 0 : approvedAt + delayMs - clock.now()
  }
  const fail = (csr: CSR, message: string): Promise<void> =>
    addCondition(client, csr, { type: 'Failed', reason: 'SignerValidationFailure', message })
  const signer = objectController<CSR>({
    name: `certificatesigningrequest-signing-controller ${signerName}`,
    client,
    clock,
    log,
    workers: 5,
    wants: isWaiting(signerName),
    reconcile: async (csr) => {
      const order = orders?.signing(csr)
      const delayMs = Math.max(delaySeconds * 1000, order?.delayMs ?? 0)
      const left = delayMs > 0 ? msUntilDue(csr, delayMs) : 0
      if (left > 0) return left
      if (order?.answer === 'silence') return undefined
      const ordered = order?.answer
      if (typeof ordered === 'object' && 'fail' in ordered) return fail(csr, ordered.fail)
      const { spec, status } = csr
      const usages = spec.usages ?? []
      const request = await parsedRequest(csr)
      const [unmet] = unmetRules(signerName, request, usages)
      if (unmet !== undefined) return fail(csr, unmet.problem)
      // the request may succeed later or with another CA: retry, never set Failed
      const pem = await explaining('error auto signing csr', () => {
        const issuance = {
          csr: request,
          usages,
          durationSeconds: grantedSeconds(spec.expirationSeconds, maximumSeconds),
          now: clock.now(),
          t61AsUtf8: !release.has('Latin1Names'),
        }
        return typeof ordered === 'object'
          ? ordered.issue(authority, issuance)
          : authority.issueForRequest(issuance)
      })
      const certificate = base64(pem)
      await explaining('error updating signature for csr', () =>
        client.update({ ...csr, status: { ...status, certificate } }, 'status'),
      )
      forgetRequest(spec.request ?? '')
      return undefined
    },
  })
  return followOrders(signer, dependencies)
}
