/** Expected retries are logged with `debug`. */
export interface ControllerLog {
  error(details: object, message: string): void
  warn(details: object, message: string): void
  debug(details: object, message: string): void
}
