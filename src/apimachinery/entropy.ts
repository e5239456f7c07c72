/** Source of randomness; injected, so that tests can predict names and serials. */
export interface Entropy {
  /** random (version 4), in lower case */
  uuid(): string
  bytes(length: number): Buffer
}

/** Kubernetes' alphabet for generated names: no vowels, no ambiguous characters. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** Five characters for a generated name (`k8s.io/apimachinery/pkg/util/rand`). */
export const nameSuffix = (entropy: Entropy): string => {
  let suffix = ''
  while (suffix.length < 5) {
    for (const byte of entropy.bytes(8)) {
      // 243 = 9 × 27: larger bytes would bias the letters
      if (byte < 243 && suffix.length < 5) suffix += NAME_ALPHABET[byte % 27]
    }
  }
  return suffix
}
