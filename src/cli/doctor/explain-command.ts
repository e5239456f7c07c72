/** `csrlab explain NAME`: asks a running server about one request, and tells its whole history. */
import { type Shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandParts, serverKubeconfig } from './command.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { ask, connectionOf } from '../../apiserver/client/connection.ts'
import { explain, type NoRequest } from '../../teaching/doctor/explanation.ts'
import { renderTrace } from '../../teaching/doctor/trace.ts'

const gone = ({ message, warnings, events }: NoRequest): Shown =>
  shownLines([
    message,
    ...warnings,
    ...(events.length === 0
      ? []
      : [
          '',
          'What is still known of it:',
          '',
          ...events.map(({ at, text }) => `  ${at}  ${text}`),
        ]),
    '',
  ])

/** `line`: the name of a request. Exits 1 when there is no such request; throws ConnectionError when nobody answers. */
export const explainCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { words, values } = line
  const connection = connectionOf(serverKubeconfig(values['kubeconfig'], parts), parts.readFile)
  const name = words[0]!.replace(/^(csr|certificatesigningrequests?)\//, '')
  const { explanation } = await explain((...asked) => ask(connection, ...asked), name, parts.now)
  const { found } = explanation
  if (isForPrograms(line)) return { text: shownJson(explanation), code: found ? 0 : 1 }
  return found
    ? { text: renderTrace(name, explanation.steps), code: 0 }
    : { text: gone(explanation), code: 1 }
}
