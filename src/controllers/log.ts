/** The log of a controller. Expected retries (RBAC may be granted later) are not errors. */
export interface ControllerLog {
  error(details: object, message: string): void
  warn(details: object, message: string): void
  debug(details: object, message: string): void
}
