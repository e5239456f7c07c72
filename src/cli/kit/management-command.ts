import { type CommandLine, isForPrograms } from './command-line.ts'
import type { Run } from './grammar/command.ts'
import type { ManagementCall } from './management.ts'

/**
 * Makes a command that sends one request. With `--json`, the command prints the response body.
 */
export const managementCommand =
  <T>(
    requestOf: (line: CommandLine) => ManagementCall,
    linesOf: (body: T) => readonly string[],
  ): Run =>
  async (line, context) => {
    // imported late, since the client loads a YAML parser
    const { askManagement } = await import('./management.ts')
    const body = await askManagement<T>(line, context, ...requestOf(line))
    return { json: body, lines: isForPrograms(line) ? [] : linesOf(body) }
  }
