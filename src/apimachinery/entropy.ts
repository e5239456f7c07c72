/** Randomness, passed in, so that tests can foresee names and serials. */
export interface Entropy {
  /** a random (version 4) UUID in lower case */
  uuid(): string
  /** `length` random bytes */
  bytes(length: number): Buffer
}

/** Kubernetes' alphabet for generated names: no vowels and nothing that looks like another letter. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** Five characters for the end of a generated name (`k8s.io/apimachinery/pkg/util/rand`). */
export const nameSuffix = (entropy: Entropy): string => {
  let suffix = ''
  while (suffix.length < 5) {
    for (const byte of entropy.bytes(8)) {
      // 243 = 9 × 27: a larger byte would make some letters likelier than others
      if (byte < 243 && suffix.length < 5) suffix += NAME_ALPHABET[byte % 27]
    }
  }
  return suffix
}
