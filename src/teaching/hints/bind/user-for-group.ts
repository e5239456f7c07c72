import type { BindHint } from '../facts.ts'
import { bindingCommand, subjectOption } from '../grant.ts'
import { mayReadRequests } from '../may-read.ts'

/** `--user=developers`, although developers is a group. */
export const userForGroup: BindHint = {
  id: 'user-for-group',
  page: 'x509',
  says: ({ cluster, user, binding }) => {
    const { subjects } = binding
    for (const { kind, name } of subjects) {
      if (kind !== 'User' || subjects.some((one) => one.kind === 'Group' && one.name === name))
        continue
      const request = cluster.requestFor(name)
      if (request === undefined || !mayReadRequests(cluster, user)) continue
      return {
        text: `this binds the user ${name}, but ${name} is a group (an O of the subject) in the request ${request}.`,
        mend: 'If you meant the group, add it.',
        command: bindingCommand('set subject', binding, subjectOption({ kind: 'Group', name })),
      }
    }
    return undefined
  },
}
