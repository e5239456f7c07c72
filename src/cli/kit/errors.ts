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

/** Tells why the system refuses to write `path`. `remedy`: what the person can do. */
export const cannotWrite = (path: string, error: unknown, remedy: string): CommandError => {
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new CommandError(`cannot write ${path} (${code}); ${remedy}`, 3)
}
