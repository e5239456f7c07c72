import { nearest } from '../../../apimachinery/text/nearest.ts'
import { fileOf, requestCommand } from '../commands.ts'
import { onClients } from '../about.ts'
import { mayListAllBindings } from '../may-read.ts'
import { boundGroups, unboundGroups } from '../subjects.ts'

/** Warns about likely typos only; other groups may get a binding later. */
export const unknownGroup = onClients({
  id: 'unknown-group',
  page: 'rbac',
  says: ({ name, user, request, cluster }) => {
    if (!mayListAllBindings(cluster, user)) return undefined
    const { commonName, organizations } = request.subject
    for (const group of unboundGroups(organizations, cluster.rbac)) {
      const meant = nearest(group, boundGroups(cluster.rbac))
      if (meant === undefined) continue
      return {
        text: `no role binding covers the group ${group} (an O of the subject), but one covers ${meant}.`,
        why: `The group ${group} has no permissions.`,
        mend: `If you meant ${meant}, make the request again.`,
        command: requestCommand(fileOf(name), {
          commonName,
          organizations: organizations.map((one) => (one === group ? meant : one)),
        }),
      }
    }
    return undefined
  },
})
