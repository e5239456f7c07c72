/** Errors of the command line; each message is one sentence for the person. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** exit code of the process: 1, the answer is no; 3, a file or server prevents it */
  readonly exitCode: 1 | 3
  constructor(message: string, exitCode: 1 | 3 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
