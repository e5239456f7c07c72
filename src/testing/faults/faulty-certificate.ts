import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type Issuance,
} from '../../ca/authority.ts'
import { generateKey, spkiOf } from '../../ca/keys.ts'
import { decodePem, encodePem } from '../../ca/pem.ts'

export const CERTIFICATE_FAULTS = [
  'wrongCA',
  'expired',
  'notYetValid',
  'otherKey',
  'malformed',
  'garbageAround',
] as const

export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number]

const HOUR = 3_600_000

/** The API rejects certificates that it cannot parse, but does not check signatures. */
const withBrokenSignature = (pem: string): string => {
  const der = Buffer.from(decodePem(pem)!.der)
  der[der.length - 1]! ^= 0xff
  return encodePem('CERTIFICATE', der)
}

export type FaultyCertificates = ReturnType<typeof faultyCertificates>

export const faultyCertificates = (clock: ClusterTime, entropy: Entropy) => {
  let stranger: Promise<CertificateAuthority> | undefined
  return {
    /** Issues a certificate with a fault. Returns PEM; throws like `issueForRequest`. */
    async issue(
      fault: CertificateFault,
      authority: CertificateAuthority,
      issuance: Issuance,
    ): Promise<string> {
      const { now, durationSeconds } = issuance
      const issue = (changes: Partial<Issuance> = {}): Promise<string> =>
        authority.issueForRequest({ ...issuance, ...changes })
      switch (fault) {
        case 'wrongCA':
          stranger ??= createCertificateAuthority({
            clock,
            entropy,
            commonName: 'another-ca',
            keyType: 'p256',
          })
          return (await stranger).issueForRequest(issuance)
        case 'expired':
          return issue({ now: now - durationSeconds * 1000 - HOUR })
        case 'notYetValid':
          return issue({ now: now + HOUR })
        case 'otherKey':
          return issue({ spki: spkiOf(await generateKey('p256')) })
        case 'malformed':
          return withBrokenSignature(await issue())
        case 'garbageAround':
          break
      }
      return `Subject: somebody\n${await issue()}and that is all\n`
    },
  }
}
