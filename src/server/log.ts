import { withoutSecretsInJson } from '../apimachinery/text/secrets.ts'
import { escapeJson } from '../apimachinery/text/shown.ts'
import type { LogLevel } from './options.ts'

/** Each call writes one line of JSON to standard error, if its level is logged. */
export interface Logger {
  error(details: unknown, message?: string): void
  warn(details: unknown, message?: string): void
  info(details: unknown, message?: string): void
  debug(details: unknown, message?: string): void
}

const ignore = (): void => undefined

export const SILENT: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore }

/** undefined: silent */
export type ServerLog = Awaited<ReturnType<typeof openLog>>

/** Removes keys and tokens from each line, and escapes invisible characters. */
export const logStream = (stream: Pick<NodeJS.WritableStream, 'write'>) => ({
  write: (line: string): void =>
    void stream.write(`${escapeJson(withoutSecretsInJson(line.trimEnd()))}\n`),
})

export const openLog = async (level: LogLevel) => {
  if (level === 'silent') return undefined
  // loaded on demand, because that takes ten milliseconds; the bundle has only a default export
  const { default: pino } = await import('pino')
  return pino({ level }, logStream(process.stderr))
}
