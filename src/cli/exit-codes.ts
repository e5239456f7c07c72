/** Exit codes: 0 done, 1 no, 2 wrong usage, 3 the environment. */

/**
 * Errors that are told in their one sentence, by the names of their classes: to load the classes
 * would be to load SQLite and a YAML parser for every command.
 */
const CODES: Readonly<Record<string, number>> = {
  CommandError: 1,
  OptionsError: 2,
  UsageError: 2,
  AuditLogError: 3,
  CaError: 3,
  ConnectionError: 3,
  FileError: 3,
  LabProblem: 3,
  ListenError: 3,
  OpenError: 3,
}

/**
 * The code for an error whose message is a sentence for the person; undefined for a bug, which is
 * told with its stack.
 */
export const exitCodeOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !Object.hasOwn(CODES, error.name)) return undefined
  return 'exitCode' in error ? Number(error.exitCode) : CODES[error.name]
}

/** The exit code for a bug. */
export const BUG = 1
