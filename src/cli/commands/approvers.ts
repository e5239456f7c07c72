import { readFileSync } from 'node:fs'
import type { ApproverRule } from '../../testing/approvers/rule.ts'
import type { Command } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'
import { reading } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'

const path = '/approvers'

const ruleLine = ({ deny, ...rule }: ApproverRule, i: number): string => {
  const conditions = Object.entries(rule)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
  const action = deny === undefined ? 'approve' : `deny (${deny})`
  return `${i + 1}: ${action} ${conditions.length === 0 ? 'everything' : conditions.join('; ')}`
}

const rulesLines = ({ rules }: { readonly rules: readonly ApproverRule[] }): string[] =>
  rules.length === 0 ? ['no rules'] : rules.map(ruleLine)

const set: Command = {
  name: 'set',
  summary: 'replace all rules by those of a file',
  about: [
    'Reads a list of rules in YAML or JSON, which replaces the current rules. Pending CSRs are decided at once. docs/test-api.md lists the fields of a rule.',
  ],
  usage: 'FILE',
  offer: 'file',
  options: MANAGEMENT,
  run: managementCommand(
    ({ words: [file = ''] }) => ({
      method: 'PUT',
      path,
      body: reading(file, () => readFileSync(file, 'utf8')),
    }),
    rulesLines,
  ),
}

const clear: Command = {
  name: 'clear',
  summary: 'remove all rules',
  options: MANAGEMENT,
  run: managementCommand<{ readonly count: number }>(
    () => ({ method: 'DELETE', path }),
    ({ count }) => [`removed ${count}`],
  ),
}

export const approvers: Command = {
  name: 'approvers',
  summary: 'approve or deny CSRs automatically, by rules',
  about: [
    'Lists the rules by which a running cluster approves or denies CSRs. The first rule that matches decides. csrlab start --auto-approve sets rules from the beginning.',
  ],
  verbs: [set, clear],
  options: MANAGEMENT,
  run: managementCommand(() => ({ method: 'GET', path }), rulesLines),
}
