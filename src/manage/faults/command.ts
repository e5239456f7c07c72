/** `csrlab fault` and its verbs, asked of a running server. */
import { shownJson, shownLines } from '../../api/text/shown.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../../doctor/command-line.ts'
import type { UpkeepParts } from '../../upkeep/command-options.ts'
import { askManagement, type ManagementAsked } from '../command.ts'

interface Told {
  readonly name: string
  readonly fault: object
  readonly matched: number
  readonly happened: number
}

const sentence = ({ name, fault, matched, happened }: Told): string =>
  `${name}: ${JSON.stringify(fault)}, happened to ${happened} of ${matched}`

const linesOf = (told: Record<string, unknown>): string[] => {
  if (Array.isArray(told['faults'])) {
    const faults = told['faults'] as Told[]
    return faults.length === 0 ? ['No faults are ordered.'] : faults.map(sentence)
  }
  return 'count' in told
    ? [`${String(told['count'])} taken back`]
    : [sentence(told as unknown as Told)]
}

const tell =
  (asked: (line: CommandLine) => ManagementAsked) =>
  async (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> => {
    const told = await askManagement(line, parts, asked(line))
    const text = isForPrograms(line) ? shownJson(told) : shownLines([...linesOf(told), ''])
    return { text, code: 0 }
  }

const orderOf = (text: string): object => {
  try {
    const order: unknown = JSON.parse(text)
    if (typeof order === 'object' && order !== null) return order
  } catch {
    // the sentence below is for both
  }
  throw new UsageError(
    `write what is ordered as JSON: '{"name":"busy","match":{"verb":"create"},"fault":{"status":{"code":503}}}'`,
  )
}

export const listFaults = tell(() => ({ method: 'GET', path: '/faults' }))

export const addFault = tell(({ words }) => ({
  method: 'POST',
  path: '/faults',
  body: orderOf(words[0]!),
}))

export const removeFaults = tell(({ words: [name] }) => ({
  method: 'DELETE',
  path: name === undefined ? '/faults' : `/faults/${encodeURIComponent(name)}`,
}))
