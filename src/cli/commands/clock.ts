import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../kit/grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../manage/clock-command.ts')

const advance: Command = {
  name: 'advance',
  summary: 'let time pass',
  about: [
    'Lets time pass, such as 30d, 24h, 90s or 1h30m. Everything that falls due meanwhile happens in order: requests are cleaned up, certificates and tokens expire, events disappear. Then prints the new time.',
  ],
  words: { usage: 'DURATION', least: 1, most: 1 },
  options,
  run: async (...given) => (await work()).advanceClock(...given),
}

const set: Command = {
  name: 'set',
  summary: 'let time pass until a moment',
  words: { usage: 'TIME', least: 1, most: 1 },
  about: ['Lets time pass until a moment, such as 2030-01-31T08:00:00Z.'],
  options: {
    force: { help: 'allow an earlier time; objects may then be from the future' },
    ...options,
  },
  run: async (...given) => (await work()).setClock(...given),
}

const freeze: Command = {
  name: 'freeze',
  summary: 'stop the clock',
  options,
  run: async (...given) => (await work()).freezeClock(...given),
}

const run: Command = {
  name: 'run',
  summary: 'restart a stopped clock',
  options,
  run: async (...given) => (await work()).runClock(...given),
}

export const clock: Command = {
  name: 'clock',
  summary: "show or move the cluster's clock",
  about: [
    'Prints the time of a running cluster, whether its clock is running, and how far it is ahead of this machine.',
    'Uses the server of KUBECONFIG, or of the data folder here.',
  ],
  verbs: [advance, set, freeze, run],
  options,
  run: async (...given) => (await work()).showClock(...given),
}
