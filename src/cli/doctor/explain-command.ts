import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { ask } from '../../apiserver/client/ask.ts'
import { explain, type NoRequest } from '../../teaching/doctor/explanation.ts'
import { renderTrace } from '../../teaching/doctor/trace.ts'
import {
  type CommandContext,
  type CommandLine,
  isForPrograms,
  type PrintedResult,
} from '../kit/index.ts'
import { connectionOfLine } from '../kubeconfig/connection-of-line.ts'

const goneLines = ({ message, warnings, events }: NoRequest): string[] => [
  message,
  ...warnings,
  ...(events.length === 0
    ? []
    : [
        '',
        'What csrlab still knows about it:',
        '',
        ...events.map(({ at, text }) => `  ${at}  ${text}`),
      ]),
]

export const explainCommand = async (
  line: CommandLine,
  context: Pick<CommandContext, 'environment' | 'readFile' | 'now'>,
): Promise<PrintedResult> => {
  const connection = connectionOfLine(line, context)
  const name = line.words[0]!.replace(/^(csr|certificatesigningrequests?)\//, '')
  const { explanation } = await explain((...asked) => ask(connection, ...asked), name, context.now)
  const { found } = explanation
  const text = isForPrograms(line)
    ? shownJson(explanation)
    : found
      ? renderTrace(name, explanation.steps)
      : shownLines([...goneLines(explanation), ''])
  return { text, code: found ? 0 : 1 }
}
