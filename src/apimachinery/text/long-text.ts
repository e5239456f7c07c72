/** Larger than any real selector or token; the worst text of this size takes 30 ms to parse. */
export const MAX_PARSED_BYTES = 64 * 1024

/** Text of Kubernetes' `field.TooLong`. */
export const TOO_LONG = `Too long: may not be more than ${MAX_PARSED_BYTES} bytes`

export const isTooLong = (text: string): boolean =>
  text.length > MAX_PARSED_BYTES || Buffer.byteLength(text) > MAX_PARSED_BYTES
