/** Expected retries are not errors. */
export interface ControllerLog {
  error(details: object, message: string): void
  warn(details: object, message: string): void
  debug(details: object, message: string): void
}
