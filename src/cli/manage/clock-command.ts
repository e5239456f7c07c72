/** `csrlab clock` and its verbs, asked of a running server. */
import type { CommandLine } from '../kit/command-line.ts'
import { type ManagementAsked, managementCommand } from './command.ts'

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

const tell = (asked: (line: CommandLine) => ManagementAsked) =>
  managementCommand<Told>(asked, (told) => [sentence(told)])

const setting = (body: object): ManagementAsked => ({ method: 'PUT', path: '/clock', body })

export const showClock = tell(() => ({ method: 'GET', path: '/clock' }))

export const advanceClock = tell(({ words }) => ({
  method: 'POST',
  path: '/clock/advance',
  body: { by: words[0] },
}))

export const setClock = tell(({ words, switches }) =>
  setting({ time: words[0], ...(switches['force'] === true && { force: true }) }),
)

export const freezeClock = tell(() => setting({ running: false }))

export const runClock = tell(() => setting({ running: true }))
