/** `csrlab approvers` and its verbs, asked of a running server. */
import { readFileSync } from 'node:fs'
import { shownJson, shownLines } from '../../api/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../../doctor/command-line.ts'
import { CommandError, type UpkeepParts } from '../../upkeep/command-options.ts'
import { askManagement, type ManagementAsked } from '../command.ts'
import type { ApproverRule } from './rule.ts'

const sentence = ({ deny, ...rule }: ApproverRule, i: number): string => {
  const said = Object.entries(rule)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
  const what = deny === undefined ? 'approve' : `deny (${deny})`
  return `${i + 1}: ${what} ${said.length === 0 ? 'everything' : said.join('; ')}`
}

const linesOf = (told: Record<string, unknown>): string[] => {
  if ('count' in told) return [`${String(told['count'])} taken back`]
  const rules = told['rules'] as ApproverRule[]
  return rules.length === 0 ? ['no rules'] : rules.map(sentence)
}

const tell = async (
  line: CommandLine,
  parts: UpkeepParts,
  asked: ManagementAsked,
): Promise<CommandResult> => {
  const told = await askManagement(line, parts, asked)
  const text = isForPrograms(line) ? shownJson(told) : shownLines([...linesOf(told), ''])
  return { text, code: 0 }
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`${file} cannot be read (${code}); name the right file.`, 3)
  }
}

export const listApprovers = (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> =>
  tell(line, parts, { method: 'GET', path: '/approvers' })

/** Throws CommandError for a file that cannot be read, and for rules that are none; then nothing has changed. */
export const setApprovers = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const [file = ''] = line.words
  const body = textOf(file)
  try {
    return await tell(line, parts, { method: 'PUT', path: '/approvers', body })
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(`${file}: ${error.message}`, error.exitCode)
      : error
  }
}

export const clearApprovers = (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> =>
  tell(line, parts, { method: 'DELETE', path: '/approvers' })
