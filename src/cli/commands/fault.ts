import type { Command } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'
import { UsageError } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'

const path = '/faults'

interface FaultState {
  readonly name: string
  readonly fault: object
  readonly matched: number
  readonly happened: number
}

const faultLine = ({ name, fault, matched, happened }: FaultState): string =>
  `${name}: ${JSON.stringify(fault)}, happened to ${happened} of ${matched}`

const orderOf = (text: string): object => {
  try {
    const order: unknown = JSON.parse(text)
    if (typeof order === 'object' && order !== null) return order
  } catch {
    // the error below covers both
  }
  throw new UsageError(
    `write the fault as JSON: '{"match":{"verb":"create"},"fault":{"status":{"code":503}}}'`,
  )
}

const add: Command = {
  name: 'add',
  summary: 'inject a fault, given as JSON',
  about: [
    'Injects a fault, given as JSON: which requests it affects (match), what happens (fault), and optionally a name. docs/test-api.md lists all kinds.',
  ],
  usage: 'JSON',
  options: MANAGEMENT,
  run: managementCommand<FaultState>(
    ({ words }) => ({ method: 'POST', path, body: orderOf(words[0]!) }),
    (state) => [faultLine(state)],
  ),
}

const remove: Command = {
  name: 'remove',
  summary: 'remove a fault, or all of them',
  usage: '[NAME]',
  options: MANAGEMENT,
  run: managementCommand<FaultState | { readonly count: number }>(
    ({ words: [name] }) => ({
      method: 'DELETE',
      path: name === undefined ? path : `${path}/${encodeURIComponent(name)}`,
    }),
    (state) => ['count' in state ? `removed ${state.count}` : faultLine(state)],
  ),
}

export const fault: Command = {
  name: 'fault',
  summary: 'inject faults',
  about: [
    'Lists the injected faults of a running cluster and how often each has happened. Faults are error responses, delays, dropped connections and watches, stale lists, and certificates that no signer should issue.',
  ],
  verbs: [add, remove],
  options: MANAGEMENT,
  run: managementCommand<{ readonly faults: readonly FaultState[] }>(
    () => ({ method: 'GET', path }),
    ({ faults }) => (faults.length === 0 ? ['No faults are injected.'] : faults.map(faultLine)),
  ),
}
