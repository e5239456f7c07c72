/** What a controller reports; a retry that is expected (RBAC may be granted later) is no error. */
export interface ControllerLog {
  error(details: object, message: string): void
  warn(details: object, message: string): void
  debug(details: object, message: string): void
}
