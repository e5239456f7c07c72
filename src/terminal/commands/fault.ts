import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../../manage/faults/command.ts')

const add: Command = {
  name: 'add',
  summary: 'orders one, in JSON',
  about: [
    'Orders a fault, written as JSON: its name, to whom it happens, and what. docs/testing.md has all kinds.',
  ],
  words: { usage: 'JSON', least: 1, most: 1 },
  options,
  run: async (...given) => (await work()).addFault(...given),
}

const remove: Command = {
  name: 'remove',
  summary: 'takes one back, or all',
  words: { usage: '[NAME]', least: 0, most: 1 },
  options,
  run: async (...given) => (await work()).removeFaults(...given),
}

export const fault: Command = {
  name: 'fault',
  summary: 'what goes wrong in a cluster, to order',
  about: [
    'Lists the faults that are ordered in a running cluster, and how often each has happened: answers with an error, delays, connections and watches that are cut, lists that are old, certificates that no signer should make.',
  ],
  verbs: [add, remove],
  options,
  run: async (...given) => (await work()).listFaults(...given),
}
