import type { BindHint } from '../facts.ts'
import { setSubject } from '../grant.ts'
import { mayListRequests } from '../may-read.ts'
import { PAGES } from '../pages.ts'

/** `--user=developers`, although developers is a group. */
export const userForGroup: BindHint = {
  id: 'user-for-group',
  page: PAGES.x509,
  says: ({ cluster, user, binding }) => {
    const { subjects } = binding
    for (const { kind, name } of subjects) {
      if (kind !== 'User' || subjects.some((one) => one.kind === 'Group' && one.name === name))
        continue
      const request = cluster.requestFor(name)
      if (request === undefined || !mayListRequests(cluster, user)) continue
      return {
        text: `this binds the user ${name}, but ${name} is a group (an O of the subject) in the request ${request}.`,
        mend: 'If you meant the group, add it.',
        command: setSubject(binding, 'group', name),
      }
    }
    return undefined
  },
}
