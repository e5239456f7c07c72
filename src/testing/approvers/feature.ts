import { type Feature, json } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import type { ApproverAccess } from './program-approvers.ts'
import { readRules } from './read-rules.ts'

export const approversFeature = ({ approvers, clock }: ApproverAccess): Feature => {
  const listed = () => json({ rules: approvers.rules.map(({ given }) => given) })
  return {
    name: 'approvers',
    about: 'rules that approve or deny CSRs',
    routes: {
      'GET /approvers': listed,
      'PUT /approvers': async ({ body }) => {
        if (body.length === 0) throw new FieldProblem('', 'the body must contain the list of rules')
        approvers.set(readRules(body.toString()))
        await clock.settled()
        return listed()
      },
      'DELETE /approvers': () => json({ count: approvers.clear() }),
    },
  }
}
