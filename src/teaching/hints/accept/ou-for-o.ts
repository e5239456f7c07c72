import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { requestCommand } from '../commands.ts'
import type { CreateHint } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import { PAGES } from '../pages.ts'
import { hintWords } from '../../words/words.ts'

/** Kubernetes reads groups from O; an OU adds none. */
export const ouForO: CreateHint = {
  id: 'ou-for-o',
  page: PAGES.x509,
  says: ({ csr, name, request }, say = hintWords()) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName, organizations, organizationalUnits: units } = request.subject
    if (organizations.length > 0 || units.length === 0) return undefined
    const text = say.unitsForGroups(units.join(say.andUnit))
    if (units.includes(SYSTEM_MASTERS)) return { text }
    const file = fileOf(name)
    return {
      text,
      mend: say.ifGroupMeant,
      command: requestCommand(file, { commonName: commonName || file, organizations: units }),
    }
  },
}
