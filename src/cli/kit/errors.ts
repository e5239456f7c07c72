/** Each message is one sentence for the user. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** 1: a negative result; 3: a problem with a file or server */
  readonly exitCode: 1 | 3
  constructor(message: string, exitCode: 1 | 3 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** `remedy`: a clause that tells what to do. */
export const cannotWrite = (path: string, error: unknown, remedy: string): CommandError => {
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new CommandError(`cannot write ${path} (${code}); ${remedy}`, 3)
}
