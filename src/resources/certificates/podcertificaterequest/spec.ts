/** The spec in Go's internal form, for error texts. */
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { PodCertificateRequestSpec } from '../../../apis/certificates.ts'

const orNull = (bytes: string | null | undefined): string | null =>
  bytes === undefined || bytes === '' ? null : bytes

/** In the order of Go's struct (`pkg/apis/certificates/types.go`, 1.36). */
export const shownSpec = (
  spec: PodCertificateRequestSpec,
  release: RequestContext['release'],
): object => {
  const { unverifiedUserAnnotations: annotations = {} } = spec
  return {
    SignerName: spec.signerName,
    PodName: spec.podName,
    PodUID: spec.podUID,
    ServiceAccountName: spec.serviceAccountName,
    ServiceAccountUID: spec.serviceAccountUID,
    NodeName: spec.nodeName,
    NodeUID: spec.nodeUID,
    MaxExpirationSeconds: spec.maxExpirationSeconds ?? null,
    PKIXPublicKey: orNull(spec.pkixPublicKey),
    ProofOfPossession: orNull(spec.proofOfPossession),
    ...(release.has('StubRequests') && { StubPKCS10Request: orNull(spec.stubPKCS10Request) }),
    ...(release.has('PodCertificateRequestsV1beta1') && {
      UnverifiedUserAnnotations: Object.keys(annotations).length === 0 ? null : annotations,
    }),
  }
}
