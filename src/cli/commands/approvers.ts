import { readFileSync } from 'node:fs'
import type { ApproverRule } from '../../testing/approvers/rule.ts'
import { reading } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'

const ruleLine = ({ deny, ...rule }: ApproverRule, i: number): string => {
  const conditions = Object.entries(rule)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
  const action = deny === undefined ? 'approve' : `deny (${deny})`
  return `${i + 1}: ${action} ${conditions.length === 0 ? 'everything' : conditions.join('; ')}`
}

const rulesLines = ({ rules }: { readonly rules: readonly ApproverRule[] }): string[] =>
  rules.length === 0 ? ['no rules'] : rules.map(ruleLine)

export const approverRuns = {
  approvers: managementCommand(() => ['GET /approvers'], rulesLines),
  'approvers set': managementCommand(
    ({ words: [file = ''] }) => ['PUT /approvers', reading(file, () => readFileSync(file, 'utf8'))],
    rulesLines,
  ),
  'approvers clear': managementCommand<{ readonly count: number }>(
    () => ['DELETE /approvers'],
    ({ count }) => [`removed ${count}`],
  ),
}
