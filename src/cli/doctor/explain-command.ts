/** `csrlab explain NAME`. */
import { shownJson } from '../../apimachinery/text/shown.ts'
import { ask } from '../../apiserver/client/connection.ts'
import { explain, type NoRequest } from '../../teaching/doctor/explanation.ts'
import { renderTrace } from '../../teaching/doctor/trace.ts'
import { type CommandLine, isForPrograms } from '../kit/command-line.ts'
import type { CommandContext } from '../kit/context.ts'
import { type CommandResult, linesResult } from '../kit/result.ts'
import { connectionOfLine } from '../kubeconfig/connection-of-line.ts'

const goneLines = ({ message, warnings, events }: NoRequest): string[] => [
  message,
  ...warnings,
  ...(events.length === 0
    ? []
    : ['', 'What is still known of it:', '', ...events.map(({ at, text }) => `  ${at}  ${text}`)]),
]

/** Exits with 1 if there is no such request. Throws ConnectionError. */
export const explainCommand = async (
  line: CommandLine,
  context: Pick<CommandContext, 'environment' | 'readFile' | 'now'>,
): Promise<CommandResult> => {
  const connection = connectionOfLine(line, context)
  const name = line.words[0]!.replace(/^(csr|certificatesigningrequests?)\//, '')
  const { explanation } = await explain((...asked) => ask(connection, ...asked), name, context.now)
  const { found } = explanation
  if (isForPrograms(line)) return { text: shownJson(explanation), code: found ? 0 : 1 }
  return found
    ? { text: renderTrace(name, explanation.steps), code: 0 }
    : linesResult(goneLines(explanation), 1)
}
