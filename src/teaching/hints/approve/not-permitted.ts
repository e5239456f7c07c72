import { RBAC_GROUP } from '../../../apis/rbac.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import type { ChangeFacts } from '../facts.ts'
import type { RbacView } from '../cluster.ts'
import type { Hint, Said } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { shortName, subjectOption } from '../subject-options.ts'

/**
 * `signers` is a resource for authorization only, so that `kubectl create clusterrole` will not take it. In JSON, which is YAML on
 * one line: kubectl takes no other that begins with a brace.
 */
const roleFor = (name: string, signerName: string): string =>
  JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['signers'],
        resourceNames: [signerName],
        verbs: ['approve'],
      },
    ],
  })

/** Whether a cluster has this role, and it is one to approve for the signer: those of Kubernetes come with one each. */
const approves = (rbac: RbacView, role: string, signerName: string): boolean =>
  rbac
    .rulesOf({ apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: role }, '')
    ?.some(
      ({ verbs, resources = [], resourceNames = [] }) =>
        verbs.includes('approve') &&
        resources.includes('signers') &&
        resourceNames.includes(signerName),
    ) === true

export const notPermitted: Hint<ChangeFacts> = {
  id: 'not-permitted',
  page: PAGES.authorization,
  says: ({ stored, user, cluster }) => {
    const { signerName } = stored.spec
    if (isAuthorizedForSigner(cluster.authorizer, user, 'approve', signerName)) return undefined
    const granted = (role: string, make = ''): Said => ({
      text: `to approve, ${user.name} also needs the verb approve on the signer ${signerName}.`,
      mend: 'An administrator grants it.',
      command: `${make}kubectl create clusterrolebinding ${shellWord(`${shortName(user.name)}-approve`)} --clusterrole=${shellWord(role)} ${subjectOption(user.name)}`,
    })
    const ready = `system:certificates.k8s.io:${signerName.slice(signerName.indexOf('/') + 1)}-approver`
    if (approves(cluster.rbac, ready, signerName)) return granted(ready)
    const role = `approve-${signerName.slice(signerName.indexOf('/') + 1)}`
    return granted(role, `echo ${shellWord(roleFor(role, signerName))} | kubectl apply -f - && `)
  },
}
