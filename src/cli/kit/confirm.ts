import { type CommandLine, isForPrograms } from './command-line.ts'
import { UsageError } from './errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * Asks for confirmation, unless `--yes` is given; the answer may be English or Korean. `action`: a
 * verb phrase for the error. Throws UsageError without a terminal, or with `--json`.
 */
export const confirm = async (
  line: Pick<CommandLine, 'switches'>,
  { ask }: Pick<Terminal, 'ask'>,
  question: string,
  action: string,
): Promise<boolean> => {
  if (line.switches['yes'] === true) return true
  const answer = isForPrograms(line) ? undefined : await ask(question)
  if (answer === undefined)
    throw new UsageError(
      `cannot ask for confirmation with --json or without a terminal; add --yes to ${action}`,
    )
  return /^(y|yes|예|네|ㅇ)$/i.test(answer)
}
