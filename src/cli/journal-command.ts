/** `csrlab journal`: the last requests, or with `--follow` each new one. */
import { shown, shownLines } from '../apimachinery/text/shown.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from './kit/command-line.ts'
import { askManagementAt, connectionOfLine } from './manage/command.ts'
import { requestQuery, requestSentence, showRequests } from './manage/journal-command.ts'
import type { JournalEntry } from '../testing/journal/entry.ts'
import type { CommandParts } from './kit/grammar/command.ts'

/** How long a request waits for one that comes; shorter than a server lets it. */
const WAIT = '5s'

interface Told {
  readonly last: number
  readonly requests: readonly JournalEntry[]
}

const print = (line: CommandLine, { terminal }: CommandParts, { requests }: Told): void => {
  if (requests.length === 0) return
  if (isForPrograms(line))
    terminal.write(shownLines([...requests.map((entry) => JSON.stringify(entry)), '']))
  else terminal.print(shownLines([...requests.map(requestSentence), '']))
}

/**
 * Those that there are, and each that comes, until it is stopped or nobody answers any more.
 * Rejects as {@link askManagementAt}.
 */
const follow = async (line: CommandLine, parts: CommandParts): Promise<CommandResult> => {
  if (line.values['wait'] !== undefined)
    throw new UsageError('--follow waits for every request; leave out --wait.')
  const connection = connectionOfLine(line, parts)
  const query = requestQuery(line)
  query.set('wait', WAIT)
  const stopped = new Promise<undefined>((resolve) => {
    const stop = (): Promise<void> => Promise.resolve(resolve(undefined))
    parts.process.onStop(stop)
    parts.process.onReaderGone(() => void stop())
  })
  for (;;) {
    const asked = askManagementAt(connection, {
      method: 'GET',
      path: `/requests?${query.toString()}`,
    })
    const answer = await Promise.race([asked, stopped])
    if (answer === undefined) {
      asked.catch(() => undefined)
      return { text: shown(''), code: 0 }
    }
    const told = answer.body as unknown as Told
    print(line, parts, told)
    const since = Number(query.get('since') ?? 0)
    // a server that has begun anew counts from 1
    if (told.last < since) query.set('since', '0')
    else if (told.requests.length > 0) query.set('since', String(told.requests.at(-1)!.number))
  }
}

export const journalCommand = (line: CommandLine, parts: CommandParts): Promise<CommandResult> =>
  line.switches['follow'] === true ? follow(line, parts) : showRequests(line, parts)
