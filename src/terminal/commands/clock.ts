import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../../manage/clock/command.ts')

const advance: Command = {
  name: 'advance',
  summary: 'lets time pass, and all that falls due happen',
  about: [
    'Lets time pass: 24h, 90s, 1h30m. Says the new time when all that falls due on the way has happened, in its order: requests are cleaned up, certificates and tokens end, events go.',
  ],
  words: { usage: 'DURATION', least: 1, most: 1 },
  options,
  run: async (...given) => (await work()).advanceClock(...given),
}

const set: Command = {
  name: 'set',
  summary: 'lets time pass until then',
  words: { usage: 'TIME', least: 1, most: 1 },
  about: ['Lets time pass until a moment such as 2030-01-31T08:00:00Z.'],
  options: {
    force: { help: 'also back, where objects are of the future then' },
    ...options,
  },
  run: async (...given) => (await work()).setClock(...given),
}

const freeze: Command = {
  name: 'freeze',
  summary: 'lets it stand still',
  options,
  run: async (...given) => (await work()).freezeClock(...given),
}

const run: Command = {
  name: 'run',
  summary: 'lets it go on from where it stands',
  options,
  run: async (...given) => (await work()).runClock(...given),
}

export const clock: Command = {
  name: 'clock',
  summary: 'the time of a cluster, to be moved',
  about: [
    'Says what time it is in a running cluster, whether time passes there, and how far it is ahead of this machine.',
    'Asks the server of KUBECONFIG, or the one whose data folder is here.',
  ],
  verbs: [advance, set, freeze, run],
  options,
  run: async (...given) => (await work()).showClock(...given),
}
