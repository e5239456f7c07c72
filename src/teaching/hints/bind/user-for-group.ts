import type { BindFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { mayListRequests } from '../may-read.ts'
import { PAGES } from '../pages.ts'
import { setSubject } from '../grant.ts'

/** `--user=developers` where developers is a group: what openssl's O makes of who holds the certificate. */
export const userForGroup: Hint<BindFacts> = {
  id: 'user-for-group',
  page: PAGES.x509,
  says: ({ cluster, user, binding }) => {
    const groups = new Set(
      binding.subjects.flatMap(({ kind, name }) => (kind === 'Group' ? [name] : [])),
    )
    for (const { kind, name } of binding.subjects) {
      if (kind !== 'User' || groups.has(name)) continue
      const request = cluster.requestFor(name)
      if (request === undefined || !mayListRequests(cluster, user)) continue
      return {
        text: `this binds a user ${name}, and ${name} is a group (an O of the subject) in the request ${request}.`,
        mend: 'If the group was meant, add it.',
        command: setSubject(binding, 'group', name),
      }
    }
    return undefined
  },
}
