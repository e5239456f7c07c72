/** `csrlab clock` and its verbs, asked of a running server. */
import { shownJson, shownLines } from '../../api/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../../doctor/command-line.ts'
import type { UpkeepParts } from '../../upkeep/command-options.ts'
import { askManagement, type ManagementAsked } from '../command.ts'

interface Told {
  readonly time: string
  readonly running: boolean
  readonly ahead: string
}

/** `2030-01-31T08:00:00Z, running, 8760h0m0s ahead` */
const sentence = ({ time, running, ahead }: Told): string => {
  const distance = ahead.startsWith('-') ? `${ahead.slice(1)} behind` : `${ahead} ahead`
  return [time, running ? 'running' : 'standing still', ...(ahead === '0s' ? [] : [distance])].join(
    ', ',
  )
}

const tell =
  (asked: (line: CommandLine) => Omit<ManagementAsked, 'path'> & { readonly path?: string }) =>
  async (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> => {
    const told = await askManagement(line, parts, { path: '/clock', ...asked(line) })
    const text = isForPrograms(line)
      ? shownJson(told)
      : shownLines([sentence(told as unknown as Told), ''])
    return { text, code: 0 }
  }

export const showClock = tell(() => ({ method: 'GET' }))

export const advanceClock = tell(({ words }) => ({
  method: 'POST',
  path: '/clock/advance',
  body: { by: words[0] },
}))

export const setClock = tell(({ words, switches }) => ({
  method: 'PUT',
  body: { time: words[0], ...(switches['force'] === true && { force: true }) },
}))

export const freezeClock = tell(() => ({ method: 'PUT', body: { running: false } }))

export const runClock = tell(() => ({ method: 'PUT', body: { running: true } }))
