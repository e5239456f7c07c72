/** Where the server's log goes: JSON on lines, which people look at on a terminal too. */
import { withoutSecretsInJson } from '../../apimachinery/text/secrets.ts'
import { escapeJson } from '../../apimachinery/text/shown.ts'

/** Hands on each line without the keys and tokens in it, and with nothing in it that a terminal would obey. */
export const logStream = (stream: Pick<NodeJS.WritableStream, 'write'>) => ({
  write: (line: string): void =>
    void stream.write(`${escapeJson(withoutSecretsInJson(line.trimEnd()))}\n`),
})
