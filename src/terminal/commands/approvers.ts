import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../../manage/approvers/command.ts')

const set: Command = {
  name: 'set',
  summary: 'puts the rules of a file in their place',
  about: [
    'Reads a list of rules in YAML or JSON, which take the place of all that there were. Requests that nobody has decided are decided by them at once. docs/testing.md says what a rule may have.',
  ],
  words: { usage: 'FILE', least: 1, most: 1, offer: 'file' },
  options,
  run: async (...given) => (await work()).setApprovers(...given),
}

const clear: Command = {
  name: 'clear',
  summary: 'takes all rules back',
  options,
  run: async (...given) => (await work()).clearApprovers(...given),
}

export const approvers: Command = {
  name: 'approvers',
  summary: 'rules that decide about requests for certificates',
  about: [
    'Lists the rules by which a running cluster approves or denies requests for certificates, in the order in which they are asked: the first that matches decides. A start with --auto-approve has them from the beginning.',
  ],
  verbs: [set, clear],
  options,
  run: async (...given) => (await work()).listApprovers(...given),
}
