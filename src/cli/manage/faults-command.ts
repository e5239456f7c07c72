/** `csrlab fault` and its verbs, asked of a running server. */
import { UsageError } from '../kit/command-line.ts'
import { managementCommand } from './command.ts'

interface Told {
  readonly name: string
  readonly fault: object
  readonly matched: number
  readonly happened: number
}

const sentence = ({ name, fault, matched, happened }: Told): string =>
  `${name}: ${JSON.stringify(fault)}, happened to ${happened} of ${matched}`

const orderOf = (text: string): object => {
  try {
    const order: unknown = JSON.parse(text)
    if (typeof order === 'object' && order !== null) return order
  } catch {
    // the sentence below is for both
  }
  throw new UsageError(
    `write the fault as JSON: '{"match":{"verb":"create"},"fault":{"status":{"code":503}}}'`,
  )
}

export const listFaults = managementCommand<{ readonly faults: readonly Told[] }>(
  () => ({ method: 'GET', path: '/faults' }),
  ({ faults }) => (faults.length === 0 ? ['No faults are injected.'] : faults.map(sentence)),
)

export const addFault = managementCommand<Told>(
  ({ words }) => ({ method: 'POST', path: '/faults', body: orderOf(words[0]!) }),
  (told) => [sentence(told)],
)

export const removeFaults = managementCommand<Told | { readonly count: number }>(
  ({ words: [name] }) => ({
    method: 'DELETE',
    path: name === undefined ? '/faults' : `/faults/${encodeURIComponent(name)}`,
  }),
  (told) => ['count' in told ? `removed ${told.count}` : sentence(told)],
)
