/** Limits texts that are parsed in one go: long ones would hold the event loop. */

/** No client sends a selector, a token or a continue token this long; the worst takes 30 ms to parse. */
export const MAX_PARSED_BYTES = 64 * 1024

/** The words of Kubernetes' `field.TooLong`. */
export const TOO_LONG = `Too long: may not be more than ${MAX_PARSED_BYTES} bytes`

/** Whether a text exceeds {@link MAX_PARSED_BYTES}. */
export const isTooLong = (text: string): boolean =>
  text.length > MAX_PARSED_BYTES || Buffer.byteLength(text) > MAX_PARSED_BYTES
