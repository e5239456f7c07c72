import type { PublicKey } from './public-key.ts'
import { noNames } from './sans.ts'
import { wholeSeconds } from './policy.ts'
import { KEY_USAGE_BITS, keyPurposes } from './usages.ts'
import { sequence } from './der/write.ts'

const MINUTE = 60_000

/** notBefore is this long before now. The API server allows less than five minutes. */
const BACKDATE = 2 * MINUTE

interface PodIdentity {
  readonly namespace: string
  readonly serviceAccount: string
}

const spiffeId = ({ namespace, serviceAccount }: PodIdentity): string =>
  `spiffe://cluster.local/ns/${namespace}/sa/${serviceAccount}`

/** Returns the contents of a client and server certificate that expires no later than the CA's. */
export const podCertificate = (
  identity: PodIdentity,
  key: PublicKey,
  maxExpirationSeconds: number,
  { now, notAfter: end }: { readonly now: number; readonly notAfter: number },
) => {
  const notBefore = wholeSeconds(now - BACKDATE)
  const notAfter = Math.min(notBefore + maxExpirationSeconds * 1000, end)
  const { extKeyUsage } = keyPurposes(['server auth', 'client auth'])
  return {
    subject: sequence(),
    spki: key.spki,
    sans: { ...noNames(), uri: [spiffeId(identity)] },
    keyUsage:
      KEY_USAGE_BITS.digitalSignature |
      (key.algorithm === 'RSA' ? KEY_USAGE_BITS.keyEncipherment : 0),
    extKeyUsage,
    notBefore,
    notAfter,
    beginRefreshAt: wholeSeconds(notBefore + ((notAfter - notBefore) * 2) / 3),
  }
}
