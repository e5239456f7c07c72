/** `csrlab journal`, asked of a running server. */
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import type { UpkeepParts } from '../kit/command-options.ts'
import { askManagement } from './command.ts'
import type { JournalEntry } from '../../testing/journal/entry.ts'

/** The options that say which requests, each with the name of its parameter. */
const PARAMETERS = {
  user: 'user',
  'user-agent': 'userAgent',
  verb: 'verb',
  resource: 'resource',
  namespace: 'namespace',
  'object-name': 'name',
  code: 'code',
  fault: 'fault',
  since: 'since',
  wait: 'wait',
} as const

/** `2030-01-31T08:00:00Z 201 create certificatesigningrequests/jane jane 3.5ms, fault slow` */
export const requestSentence = (entry: JournalEntry): string => {
  const { time, code, verb, resource, subresource, name, namespace, user, milliseconds } = entry
  const object = [resource, namespace, name, subresource].filter((part) => part !== '').join('/')
  const what = resource === '' ? entry.url : object
  const ends = [
    `${milliseconds.toFixed(1)}ms`,
    ...(entry.fault === undefined ? [] : [`fault ${entry.fault}`]),
    ...entry.warnings,
  ]
  return `${time} ${code === 0 ? '---' : code} ${verb} ${what} ${user || '-'} ${ends.join(', ')}`
}

/** The query for the requests that a line asks for. */
export const requestQuery = ({ values }: Pick<CommandLine, 'values'>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(PARAMETERS).flatMap(([option, parameter]): [string, string][] => {
      const value = values[option]
      return value === undefined ? [] : [[parameter, value]]
    }),
  )

export const showRequests = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const query = requestQuery(line)
  const told = await askManagement(line, parts, {
    method: 'GET',
    path: `/requests?${query.toString()}`,
  })
  const requests = told['requests'] as readonly JournalEntry[]
  const text = isForPrograms(line)
    ? shownJson(told)
    : shownLines([...requests.map(requestSentence), ''])
  return { text, code: requests.length > 0 ? 0 : 1 }
}
