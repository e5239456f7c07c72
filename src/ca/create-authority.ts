import { type ClusterTime, realTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import { CertificateAuthority } from './authority.ts'
import { parseCertificate } from './certificate.ts'
import { generateKey, type KeyType } from './keys.ts'
import { wholeSeconds } from './time.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

interface NewAuthority {
  clock: ClusterTime
  entropy: Entropy
  commonName?: string
  keyType?: KeyType
  /** validity period in years of 365 days; default: 10 */
  years?: number
}

/**
 * Makes a root CA as `kubeadm init` does, valid since five minutes ago. The period includes both
 * the cluster's time and real time.
 */
export const createCertificateAuthority = async ({
  clock,
  entropy,
  commonName = 'kubernetes',
  keyType = 'rsa2048',
  years = 10,
}: NewAuthority): Promise<CertificateAuthority> => {
  // in parallel, since loading the module takes time too
  const [key, { selfSignedRoot }] = await Promise.all([
    generateKey(keyType),
    import('./root-certificate.ts'),
  ])
  const times = [clock.now(), realTime(clock).now()]
  const begin = (time: number): number => wholeSeconds(time - 5 * MINUTE)
  const der = await selfSignedRoot({
    key,
    commonName,
    notBefore: begin(Math.min(...times)),
    notAfter: begin(Math.max(...times)) + years * 365 * DAY,
    serial: entropy.bytes(8),
  })
  return new CertificateAuthority(parseCertificate(der), key, entropy)
}
