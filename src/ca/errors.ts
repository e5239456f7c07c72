/** A request or certificate that cannot be read or verified. The message is Go's `crypto/x509` text, shown to users as it is. */
export class X509Error extends Error {
  override readonly name = 'X509Error'
}

/** A certificate that the signer will not make now (expired CA, unknown usage …): worth another try later, as the real signer does. */
export class SigningError extends Error {
  override readonly name = 'SigningError'
}

/** A CA that cannot be used. The message is one plain sentence for the person who configured it. */
export class CaError extends Error {
  override readonly name = 'CaError'
}

/** A CaError whose sentence may start with a name that is not capitalised. */
export const caError = (sentence: string, options?: ErrorOptions): CaError =>
  new CaError(sentence.charAt(0).toUpperCase() + sentence.slice(1), options)
