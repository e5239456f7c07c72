import { escapeJson } from '../apimachinery/text/shown.ts'
import { optionName } from '../server/flags.ts'
import type { JournalEntry } from '../testing/journal/entry.ts'
import {
  type CommandContext,
  type CommandLine,
  isForPrograms,
  type Run,
  UsageError,
} from './kit/index.ts'
import { askManagement } from './kit/management.ts'

/** How long a query waits for new requests; less than the default `--request-timeout`. */
const WAIT = '5s'

interface JournalPart {
  readonly last: number
  readonly requests: readonly JournalEntry[]
}

/** Formats `2030-01-31T08:00:00Z 200 get secrets/default/s jane 3.5ms, fault slow`. */
const entryLine = (entry: JournalEntry): string => {
  const { time, code, verb, resource, subresource, name, namespace, user, milliseconds } = entry
  const object = [resource, namespace, name, subresource].filter((part) => part !== '').join('/')
  const ends = [
    `${milliseconds.toFixed(1)}ms`,
    ...(entry.fault === undefined ? [] : [`fault ${entry.fault}`]),
    ...entry.warnings,
  ]
  const target = resource === '' ? entry.url : object
  return `${time} ${code === 0 ? '---' : code} ${verb} ${target} ${user || '-'} ${ends.join(', ')}`
}

const queryOf = ({ values }: CommandLine): URLSearchParams => {
  const { kubeconfig: _kubeconfig, server: _server, ...filters } = values
  const named = Object.entries(filters).map(([option, value]) => [
    option === 'object-name' ? 'name' : optionName(option),
    value,
  ])
  return new URLSearchParams(Object.fromEntries(named) as Record<string, string>)
}

const read = (line: CommandLine, context: CommandContext, query: URLSearchParams) =>
  askManagement<JournalPart>(line, context, `GET /requests?${query.toString()}`)

const print = (
  line: CommandLine,
  { terminal }: CommandContext,
  requests: readonly JournalEntry[],
): void => {
  if (isForPrograms(line))
    for (const entry of requests) terminal.write(escapeJson(`${JSON.stringify(entry)}\n`))
  else terminal.print(requests.map(entryLine))
}

const follow: Run = async (line, context) => {
  if (line.values['wait'] !== undefined)
    throw new UsageError('--follow waits for every request; leave out --wait')
  const query = queryOf(line)
  query.set('wait', WAIT)
  const stopped = new Promise<undefined>((resolve) => {
    const stop = (): Promise<void> => Promise.resolve(resolve(undefined))
    context.process.onStop(stop)
    context.process.onReaderGone(() => void stop())
  })
  for (;;) {
    const reading = read(line, context, query)
    const part = await Promise.race([reading, stopped])
    if (part === undefined) {
      reading.catch(() => undefined)
      return { lines: [] }
    }
    const { last, requests } = part
    print(line, context, requests)
    // a restarted server numbers requests from 1 again
    if (last < Number(query.get('since') ?? 0)) query.set('since', '0')
    else if (requests.length > 0) query.set('since', String(requests.at(-1)!.number))
  }
}

export const journalCommand: Run = async (line, context) => {
  if (line.switches['follow'] === true) return follow(line, context)
  const part = await read(line, context, queryOf(line))
  const { requests } = part
  const lines = isForPrograms(line) ? [] : requests.map(entryLine)
  return { json: part, lines, code: requests.length > 0 ? 0 : 1 }
}
