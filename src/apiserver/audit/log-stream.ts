/** The server's log: lines of JSON, often shown on a terminal. */
import { withoutSecretsInJson } from '../../apimachinery/text/secrets.ts'
import { escapeJson } from '../../apimachinery/text/shown.ts'

/** Removes keys, tokens and terminal controls from each line. */
export const logStream = (stream: Pick<NodeJS.WritableStream, 'write'>) => ({
  write: (line: string): void =>
    void stream.write(`${escapeJson(withoutSecretsInJson(line.trimEnd()))}\n`),
})
