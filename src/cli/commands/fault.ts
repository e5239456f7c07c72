import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../kit/grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../manage/faults-command.ts')

const add: Command = {
  name: 'add',
  summary: 'inject a fault, given as JSON',
  about: [
    'Injects a fault, given as JSON: whom it strikes (match), what happens (fault), and optionally a name. docs/test-api.md lists all kinds.',
  ],
  words: { usage: 'JSON', least: 1, most: 1 },
  options,
  run: async (...given) => (await work()).addFault(...given),
}

const remove: Command = {
  name: 'remove',
  summary: 'remove a fault, or all of them',
  words: { usage: '[NAME]', least: 0, most: 1 },
  options,
  run: async (...given) => (await work()).removeFaults(...given),
}

export const fault: Command = {
  name: 'fault',
  summary: 'inject faults',
  about: [
    'Lists the injected faults of a running cluster and how often each has happened. Faults are error responses, delays, dropped connections and watches, stale lists, and certificates that no signer should issue.',
  ],
  verbs: [add, remove],
  options,
  run: async (...given) => (await work()).listFaults(...given),
}
