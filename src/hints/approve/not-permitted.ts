import { isAuthorizedForSigner } from '../../authz/signers.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
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

export const notPermitted: Hint<ChangeFacts> = {
  id: 'not-permitted',
  page: PAGES.authorization,
  says: ({ stored, user, cluster }) => {
    const { signerName } = stored.spec
    if (isAuthorizedForSigner(cluster.authorizer, user, 'approve', signerName)) return undefined
    const role = `approve-${signerName.slice(signerName.indexOf('/') + 1)}`
    const binding = shellWord(`${shortName(user.name)}-${role}`)
    return {
      text: `to approve, ${user.name} also needs the verb approve on the signer ${signerName}. An administrator grants it.`,
      command: `echo ${shellWord(roleFor(role, signerName))} | kubectl apply -f - && kubectl create clusterrolebinding ${binding} --clusterrole=${shellWord(role)} ${subjectOption(user.name)}`,
    }
  },
}
