/** Source of randomness, injected so that tests can predict names and serials. */
export interface Entropy {
  /** version 4, in lower case */
  uuid(): string
  bytes(length: number): Buffer
}

/** Alphabet of generated names: no vowels, so that names rarely contain words. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** Returns random characters of the alphabet, all equally likely. */
export const randomText = (entropy: Entropy, length: number, alphabet: string): string => {
  // bytes from `bound` on are skipped: they would make the first characters likelier
  const bound = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length)
    for (const byte of entropy.bytes(length + 3))
      if (byte < bound && text.length < length) text += alphabet[byte % alphabet.length]
  return text
}

/** Returns the end of a generated name (`k8s.io/apimachinery/pkg/util/rand`). */
export const nameSuffix = (entropy: Entropy): string => randomText(entropy, 5, NAME_ALPHABET)
