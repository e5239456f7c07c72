import { withoutSecretsInJson } from '../apimachinery/text/secrets.ts'
import { escapeJson } from '../apimachinery/text/shown.ts'
import type { LogLevel } from './options.ts'

/** What the parts of a server report, each as one line of JSON on standard error. */
export interface Log {
  error(details: unknown, message?: string): void
  warn(details: unknown, message?: string): void
  info(details: unknown, message?: string): void
  debug(details: unknown, message?: string): void
}

const ignore = (): void => undefined

/** Takes everything and says nothing. */
export const SILENT: Log = { error: ignore, warn: ignore, info: ignore, debug: ignore }

/** The log of a whole server, from which those of its parts come; undefined: it is silent. */
export type ServerLog = Awaited<ReturnType<typeof openLog>>

/** Removes keys, tokens and terminal controls from each line. */
export const logStream = (stream: Pick<NodeJS.WritableStream, 'write'>) => ({
  write: (line: string): void =>
    void stream.write(`${escapeJson(withoutSecretsInJson(line.trimEnd()))}\n`),
})

/** The log of a server, or undefined when it is to be silent. Standard output is the command line's. */
export const openLog = async (level: LogLevel) => {
  if (level === 'silent') return undefined
  // takes some ten milliseconds to load, which a silent server need not pay; joined into a file, only its default export is there
  const { default: pino } = await import('pino')
  return pino({ level }, logStream(process.stderr))
}
