import type { Command, Run } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'
import type { CommandLine } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'
import type { ManagementCall } from '../kit/management.ts'

const path = '/clock'

interface ClockState {
  readonly time: string
  readonly running: boolean
  readonly ahead: string
}

/** Formats `2030-01-31T08:00:00Z, running, 8760h0m0s ahead`. */
const stateLine = ({ time, running, ahead }: ClockState): string => {
  const distance = ahead.startsWith('-') ? `${ahead.slice(1)} behind` : `${ahead} ahead`
  const parts = [
    time,
    running ? 'running' : 'standing still',
    ...(ahead === '0s' ? [] : [distance]),
  ]
  return parts.join(', ')
}

const clockCommand = (requestOf: (line: CommandLine) => ManagementCall): Run =>
  managementCommand<ClockState>(requestOf, (state) => [stateLine(state)])

const advance: Command = {
  name: 'advance',
  summary: 'let time pass',
  about: [
    'Lets time pass, such as 30d, 24h, 90s or 1h30m. Everything that falls due meanwhile happens in order: requests are cleaned up, certificates and tokens expire, events disappear. Then prints the new time.',
  ],
  usage: 'DURATION',
  options: MANAGEMENT,
  run: clockCommand(({ words }) => ({
    method: 'POST',
    path: `${path}/advance`,
    body: { by: words[0] },
  })),
}

const set: Command = {
  name: 'set',
  summary: 'let time pass until a given time',
  usage: 'TIME',
  about: ['Lets time pass until a given time, such as 2030-01-31T08:00:00Z.'],
  options: {
    force: { help: 'allow an earlier time; objects may then be from the future' },
    ...MANAGEMENT,
  },
  run: clockCommand(({ words, switches: { force } }) => ({
    method: 'PUT',
    path,
    body: { time: words[0], force },
  })),
}

const freeze: Command = {
  name: 'freeze',
  summary: 'stop the clock',
  options: MANAGEMENT,
  run: clockCommand(() => ({ method: 'PUT', path, body: { running: false } })),
}

const run: Command = {
  name: 'run',
  summary: 'restart a stopped clock',
  options: MANAGEMENT,
  run: clockCommand(() => ({ method: 'PUT', path, body: { running: true } })),
}

export const clock: Command = {
  name: 'clock',
  summary: "show or move the cluster's clock",
  about: [
    'Prints the time of a running cluster, whether its clock is running, and how far it is ahead of this machine.',
    'Uses the server of KUBECONFIG, or of the data folder here.',
  ],
  verbs: [advance, set, freeze, run],
  options: MANAGEMENT,
  run: clockCommand(() => ({ method: 'GET', path })),
}
