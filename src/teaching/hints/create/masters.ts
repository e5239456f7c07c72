import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import type { CreateHint } from '../facts.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

export const masters: CreateHint = {
  id: 'masters',
  page: PAGES.signers,
  says: ({ csr, request }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER) return undefined
    if (request?.subject.organizations.includes(SYSTEM_MASTERS) !== true) return undefined
    const { commonName: user } = request.subject
    const said = {
      text: `no certificate is allowed for O=${SYSTEM_MASTERS}.`,
      why: 'That group bypasses authorization, and no role can restrict it.',
      mend: 'Make the request without it, and bind cluster-admin instead.',
    }
    return user === ''
      ? said
      : {
          ...said,
          command: `kubectl create clusterrolebinding ${shellWord(`${user}-admin`)} --clusterrole=cluster-admin --user=${shellWord(user)}`,
        }
  },
}
