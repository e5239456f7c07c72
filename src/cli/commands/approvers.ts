import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../kit/grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../manage/approvers-command.ts')

const set: Command = {
  name: 'set',
  summary: 'replace all rules by those of a file',
  about: [
    'Reads a list of rules in YAML or JSON, which replaces the present rules. Pending CSRs are decided at once. docs/test-api.md lists the fields of a rule.',
  ],
  words: { usage: 'FILE', least: 1, most: 1, offer: 'file' },
  options,
  run: async (...given) => (await work()).setApprovers(...given),
}

const clear: Command = {
  name: 'clear',
  summary: 'remove all rules',
  options,
  run: async (...given) => (await work()).clearApprovers(...given),
}

export const approvers: Command = {
  name: 'approvers',
  summary: 'approve or deny CSRs automatically, by rules',
  about: [
    'Lists the rules by which a running cluster approves or denies CSRs. The first rule that matches decides. csrlab start --auto-approve sets rules from the beginning.',
  ],
  verbs: [set, clear],
  options,
  run: async (...given) => (await work()).listApprovers(...given),
}
