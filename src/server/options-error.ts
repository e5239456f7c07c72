/** The message is one sentence that says what to change. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}
