/** Signs PodCertificateRequests, which no controller of Kubernetes does. */
import { formatTime } from '../apimachinery/clock.ts'
import type { PodCertificateRequest } from '../apis/certificates.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { podCertificate } from '../ca/pod-certificate.ts'
import { requestedKey } from '../resources/certificates/podcertificaterequest/keys.ts'
import {
  FAILED,
  finalType,
  ISSUED,
} from '../resources/certificates/podcertificaterequest/status.ts'
import type { Controller } from './controller.ts'
import { explaining } from './errors.ts'
import { objectController } from './object-controller.ts'
import type { ResourceDependencies } from './dependencies.ts'

export interface PodSigner {
  readonly signerName: string
  readonly authority: CertificateAuthority
}

interface PodSignerOptions extends PodSigner, ResourceDependencies<PodCertificateRequest> {
  /** after the creation */
  readonly delaySeconds: number
}

export const podCertificateSigner = ({
  client,
  signerName,
  authority,
  delaySeconds,
  clock,
  log,
}: PodSignerOptions): Controller => {
  const answered = (
    type: string,
    reason: string,
    message: string,
  ): PodCertificateRequest['status'] => ({
    conditions: [
      { type, status: 'True', lastTransitionTime: formatTime(clock.now()), reason, message },
    ],
  })
  const answer = async ({
    metadata,
    spec,
  }: PodCertificateRequest): Promise<PodCertificateRequest['status']> => {
    const key = requestedKey(spec)
    if (key === undefined)
      return answered(FAILED, 'UnreadableKey', 'the key of the request cannot be read')
    const identity = {
      namespace: metadata.namespace ?? '',
      serviceAccount: spec.serviceAccountName,
    }
    const { beginRefreshAt, ...template } = podCertificate(
      identity,
      key,
      spec.maxExpirationSeconds ?? 0,
      { now: clock.now(), notAfter: authority.notAfter },
    )
    const certificateChain = await explaining('error signing for a pod', () =>
      authority.issue(template),
    )
    return {
      ...answered(ISSUED, 'Signed', `signed by ${signerName} of csrlab`),
      certificateChain,
      notBefore: formatTime(template.notBefore),
      beginRefreshAt: formatTime(beginRefreshAt),
      notAfter: formatTime(template.notAfter),
    }
  }
  return objectController<PodCertificateRequest>({
    name: `podcertificaterequest-signing-controller ${signerName}`,
    client,
    clock,
    log,
    workers: 5,
    wants: (request) => request.spec.signerName === signerName && finalType(request) === undefined,
    reconcile: async (request) => {
      const made = Date.parse(request.metadata.creationTimestamp ?? '')
      const left = made + delaySeconds * 1000 - clock.now()
      if (delaySeconds > 0 && left > 0) return left
      const status = await answer(request)
      await client.update({ ...request, status }, 'status')
      return undefined
    },
  })
}
