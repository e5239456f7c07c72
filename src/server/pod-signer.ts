/** `--pod-certificate-signer`: Kubernetes itself has no signer of PodCertificateRequests. */
import type { ClusterTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import {
  type CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import type { PodSigner } from '../controllers/pod-certificate-signer.ts'
import { createOnce } from '../storage/create-once.ts'
import type { Settings } from '../storage/store.ts'
import { readIdentity, writeIdentity } from './kept-identity.ts'
import { OptionsError } from './options-error.ts'

/** Throws OptionsError if PodCertificateRequests are not served. */
export const requirePodCertificates = (isServed: (resource: string) => boolean): void => {
  if (isServed('podcertificaterequests')) return
  throw new OptionsError(
    '--pod-certificate-signer signs PodCertificateRequests, which are not served; give --kubernetes-version v1.37, or with an older version --feature-gates PodCertificateRequest=true --runtime-config certificates.k8s.io/v1beta1=true (v1.34: v1alpha1).',
  )
}

interface KeyContext {
  readonly settings: Pick<Settings, 'get' | 'change'>
  readonly clock: ClusterTime
  readonly entropy: Entropy
}

/** All servers of a shared store use one CA. */
const authorityOf = async (
  { settings, clock, entropy }: KeyContext,
  signer: string,
): Promise<CertificateAuthority> => {
  const name = `pod-signer ${signer}`
  const { certificatePem, keyPem } = await createOnce<Identity>(
    () => readIdentity(settings, name),
    () => createCertificateAuthority({ clock, entropy, commonName: signer, keyType: 'p256' }),
    (made) => writeIdentity(settings, name, made),
  )
  const names = { certificate: `the CA of ${signer}`, key: `the key of the CA of ${signer}` }
  return loadCertificateAuthority({ certificatePem, keyPem, names, now: clock.now(), entropy })
}

/**
 * The signer has its own root CA: trusting the API server's CA must not mean trusting pod
 * certificates. Rejects with CaError if the stored CA has expired.
 */
export const openPodSigner = async (
  keeping: KeyContext,
  signer: string | undefined,
): Promise<PodSigner | undefined> =>
  signer === undefined
    ? undefined
    : { signerName: signer, authority: await authorityOf(keeping, signer) }
