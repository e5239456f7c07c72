/** Error for an unreadable request or certificate. The message is Go's or Kubernetes'. */
export class X509Error extends Error {
  override readonly name = 'X509Error'
}

/** @throws X509Error with Go's prefix */
export const fail = (problem: string): never => {
  throw new X509Error(`x509: ${problem}`)
}

/** Returns the result of a parser, or of `orElse` if the parser throws X509Error. */
export const readOr = <T, U>(parse: () => T, orElse: (problem: string) => U): T | U => {
  try {
    return parse()
  } catch (error) {
    if (error instanceof X509Error) return orElse(error.message)
    throw error
  }
}

export const ifReadable = <T>(parse: () => T): T | undefined => readOr(parse, () => undefined)

/** Error for a certificate that cannot be signed. The signing controllers retry, as upstream. */
export class SigningError extends Error {
  override readonly name = 'SigningError'
}

/** Error for an unusable CA. The message is one sentence for its administrator. */
export class CaError extends Error {
  override readonly name = 'CaError'
}

/** @param sentence may start in lower case */
export const caError = (sentence: string, options?: ErrorOptions): CaError =>
  new CaError(sentence.charAt(0).toUpperCase() + sentence.slice(1), options)
