/** An invalid option: one sentence that says what to change. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}
