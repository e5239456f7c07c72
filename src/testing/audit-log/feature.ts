import { noSuchPath } from '../../apimachinery/status.ts'
import { type Feature, json } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { linesFrom } from './lines.ts'

const fromOf = (text: string | null): number => {
  if (text === null) return 0
  const from = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(from)) return from
  throw new FieldProblem('from', 'write a number of bytes, such as `next` of the previous answer')
}

/** `path` is undefined if the log is not a file. */
export const auditLogFeature = (path: string | undefined): Feature => ({
  name: 'audit-log',
  about: 'the file of the audit log',
  routes: {
    'GET /audit-log': ({ query }) => {
      const from = fromOf(query.get('from'))
      if (path === undefined) throw noSuchPath('there is no audit log file; start with --audit-log')
      return json(linesFrom(path, from))
    },
  },
})
