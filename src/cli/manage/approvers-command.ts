/** `csrlab approvers` and its verbs, asked of a running server. */
import { readFileSync } from 'node:fs'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { CommandError, type UpkeepParts } from '../kit/command-options.ts'
import { managementCommand } from './command.ts'
import type { ApproverRule } from '../../testing/approvers/rule.ts'

interface Listed {
  readonly rules: readonly ApproverRule[]
}

const sentence = ({ deny, ...rule }: ApproverRule, i: number): string => {
  const said = Object.entries(rule)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
  const what = deny === undefined ? 'approve' : `deny (${deny})`
  return `${i + 1}: ${what} ${said.length === 0 ? 'everything' : said.join('; ')}`
}

const linesOf = ({ rules }: Listed): string[] =>
  rules.length === 0 ? ['no rules'] : rules.map(sentence)

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`${file} cannot be read (${code}); name the right file.`, 3)
  }
}

export const listApprovers = managementCommand<Listed>(
  () => ({ method: 'GET', path: '/approvers' }),
  linesOf,
)

const putApprovers = managementCommand<Listed>(
  ({ words: [file = ''] }) => ({ method: 'PUT', path: '/approvers', body: textOf(file) }),
  linesOf,
)

/**
 * Throws CommandError for a file that cannot be read, and for malformed rules; then nothing
 * changes.
 */
export const setApprovers = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  try {
    return await putApprovers(line, parts)
  } catch (error) {
    throw error instanceof CommandError && error.exitCode !== 3
      ? new CommandError(`${line.words[0]}: ${error.message}`, error.exitCode)
      : error
  }
}

export const clearApprovers = managementCommand<{ readonly count: number }>(
  () => ({ method: 'DELETE', path: '/approvers' }),
  ({ count }) => [`removed ${count}`],
)
