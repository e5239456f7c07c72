/** Errors of the command line; each message is one sentence for the user. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** exit code of the process: 1, a negative result; 3, a problem with a file or server */
  readonly exitCode: 1 | 3
  constructor(message: string, exitCode: 1 | 3 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Returns an error for a file that could not be written. `remedy`: what the user can do. */
export const cannotWrite = (path: string, error: unknown, remedy: string): CommandError => {
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new CommandError(`cannot write ${path} (${code}); ${remedy}`, 3)
}
