/** Exit codes: 0 success, 1 negative result or bug, 2 wrong usage, 3 environment problem. */

/** By name, because importing the classes would load SQLite and YAML. */
const CODES: Readonly<Record<string, number>> = {
  CommandError: 1,
  OptionsError: 2,
  UsageError: 2,
  AccessError: 3,
  AuditLogError: 3,
  CaError: 3,
  ConnectionError: 3,
  FileError: 3,
  LabProblem: 3,
  ListenError: 3,
  OpenError: 3,
}

/** Returns undefined for a bug. */
export const exitCodeOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !Object.hasOwn(CODES, error.name)) return undefined
  return 'exitCode' in error ? Number(error.exitCode) : CODES[error.name]
}
