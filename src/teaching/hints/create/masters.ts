import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { onClients } from '../about.ts'
import { shellWord } from '../shell.ts'

export const masters = onClients({
  id: 'masters',
  page: 'signers',
  says: ({ request }) => {
    const { commonName: user, organizations } = request.subject
    if (!organizations.includes(SYSTEM_MASTERS)) return undefined
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
})
