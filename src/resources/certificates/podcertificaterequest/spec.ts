/** The spec in Go's internal form, for error texts and comparison. */
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { PodCertificateRequestSpec } from '../../../apis/certificates.ts'

const orNull = (bytes: string | null | undefined): string | null =>
  bytes === undefined || bytes === '' ? null : bytes

/** In the order of Go's struct (`pkg/apis/certificates/types.go`, 1.36). */
const valueOf = (spec: PodCertificateRequestSpec): object => {
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
    StubPKCS10Request: orNull(spec.stubPKCS10Request),
    UnverifiedUserAnnotations: Object.keys(annotations).length === 0 ? null : annotations,
  }
}

export const shownSpec = (
  spec: PodCertificateRequestSpec,
  release: RequestContext['release'],
): object => ({
  ...valueOf(spec),
  ...(release.has('StubRequests') ? {} : { StubPKCS10Request: undefined }),
  ...(release.has('PodCertificateRequestsV1beta1') ? {} : { UnverifiedUserAnnotations: undefined }),
})

/** Whether two specs are equal (`equality.Semantic.DeepEqual`). */
export const isSameSpec = (a: PodCertificateRequestSpec, b: PodCertificateRequestSpec): boolean =>
  a === b || JSON.stringify(valueOf(a)) === JSON.stringify(valueOf(b))
