import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import type { ChangeHint } from '../facts.ts'
import { shellWord } from '../shell.ts'
import { isBuiltInSigner } from '../signer-advice.ts'
import { shortName, subjectOption } from '../grant.ts'

/** kubectl cannot create a rule for `signers`, a resource that is not served. */
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

export const notPermitted: ChangeHint = {
  id: 'not-permitted',
  page: 'authorization',
  says: ({ stored, user, cluster }) => {
    const { signerName } = stored.spec
    if (isAuthorizedForSigner(cluster.authorizer, user, 'approve', signerName)) return undefined
    const path = signerName.slice(signerName.indexOf('/') + 1)
    const ready = isBuiltInSigner(signerName)
    const role = ready ? `system:certificates.k8s.io:${path}-approver` : `approve-${path}`
    const make = ready
      ? ''
      : `echo ${shellWord(roleFor(role, signerName))} | kubectl apply -f - && `
    return {
      text: `to approve or deny, ${user.name} also needs the verb approve on the signer ${signerName}.`,
      mend: 'An administrator grants it.',
      command: `${make}kubectl create clusterrolebinding ${shellWord(`${shortName(user.name)}-approve`)} --clusterrole=${shellWord(role)} ${subjectOption({ kind: 'User', name: user.name })}`,
    }
  },
}
