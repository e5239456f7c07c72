import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { requestCommand } from '../commands.ts'
import type { CreateFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint } from '../hint.ts'
import { mayListAllBindings } from '../may-read.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'
import { groupSubjects, unboundGroups } from '../subjects.ts'

/**
 * A group that is nearly one that bindings are for. A group that is like none is no slip, since its binding may come later: the
 * review card tells of it.
 */
export const unknownGroup: Hint<CreateFacts> = {
  id: 'unknown-group',
  page: PAGES.rbac,
  says: ({ csr, name, user, request, cluster }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    if (!mayListAllBindings(cluster, user)) return undefined
    const { rbac } = cluster
    const { commonName, organizations } = request.subject
    for (const group of unboundGroups(organizations, rbac)) {
      const meant = nearest(group, groupSubjects(rbac))
      if (meant === undefined) continue
      return {
        text: `no binding is for the group ${group} (an O of the subject), but there are bindings for ${meant}.`,
        why: `Being in ${group} allows nothing.`,
        mend: `If ${meant} was meant, make the request again.`,
        command: requestCommand(fileOf(name), {
          commonName,
          organizations: organizations.map((one) => (one === group ? meant : one)),
        }),
      }
    }
    return undefined
  },
}
