import { KUBE_APISERVER_CLIENT_SIGNER } from '../../api/certificates.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { nearest } from '../nearest.ts'
import { PAGES } from '../pages.ts'
import { groupSubjects } from '../subjects.ts'
import { shellWord } from '../shell.ts'

export const unknownGroup: Hint<CreateFacts> = {
  id: 'unknown-group',
  page: PAGES.rbac,
  says: ({ csr, request, cluster: { rbac } }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const group = request.subject.organizations.find(
      (name) => !name.startsWith('system:') && !rbac.isSubject('Group', name),
    )
    if (group === undefined) return undefined
    const meant = nearest(group, groupSubjects(rbac))
    return (
      `no binding is for the group ${group} (an O of the subject), so being in it allows nothing yet` +
      (meant === undefined
        ? `: kubectl create clusterrolebinding ${shellWord(`${group}-view`)} --clusterrole=view --group=${shellWord(group)} would let it look at everything.`
        : `. There are bindings for ${meant}; did you mean that?`)
    )
  },
}
