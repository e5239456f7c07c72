/** Signs what is approved, one signer of four (`pkg/controller/certificates/signer`). */
import { type CertificateSigningRequest, hasFailed, isApproved } from '../api/certificates.ts'
import { formatTime } from '../api/clock.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { parseRequest } from '../ca/parsed-request.ts'
import { grantedSeconds } from '../ca/policy.ts'
import { type BuiltInSigner, signerCheck } from '../ca/signers.ts'
import { type Controller, objectController } from './controller.ts'
import type { CsrControllerParts } from './parts.ts'

type CSR = CertificateSigningRequest

export interface SignerOptions {
  readonly signerName: BuiltInSigner
  readonly authority: CertificateAuthority
  /** `--cluster-signing-duration`, in seconds: the longest certificate, and the usual one */
  readonly maximumSeconds: number
}

const isWaiting =
  (signerName: string) =>
  (csr: CSR): boolean =>
    csr.spec.signerName === signerName &&
    (csr.status.certificate ?? '') === '' &&
    isApproved(csr) &&
    !hasFailed(csr)

export const csrSigner = (
  { client, clock, log }: CsrControllerParts,
  { signerName, authority, maximumSeconds }: SignerOptions,
): Controller => {
  const problemOf = signerCheck(signerName)
  /** A decision that no retry can change: it is written down and the request is never signed. */
  const fail = async (csr: CSR, message: string): Promise<void> => {
    const condition = {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message,
      lastUpdateTime: formatTime(clock.now()),
      lastTransitionTime: null,
    }
    const conditions = [...(csr.status.conditions ?? []), condition]
    await client.update({ ...csr, status: { ...csr.status, conditions } }, 'status')
  }
  return objectController<CSR>({
    name: `certificatesigningrequest-signing-controller ${signerName}`,
    client,
    clock,
    log,
    workers: 5,
    wants: isWaiting(signerName),
    reconcile: async (csr) => {
      const { spec } = csr
      const request = parseRequest(spec.request ?? '')
      const problem = problemOf(request, spec.usages ?? [])
      if (problem !== undefined) return fail(csr, problem)
      const pem = await authority.issueForRequest({
        csr: request,
        usages: spec.usages ?? [],
        durationSeconds: grantedSeconds(spec.expirationSeconds, maximumSeconds),
        now: clock.now(),
      })
      const certificate = Buffer.from(pem).toString('base64')
      await client.update({ ...csr, status: { ...csr.status, certificate } }, 'status')
    },
  })
}
