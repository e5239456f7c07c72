import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { fileOf, requestCommand } from '../commands.ts'
import { onClients } from '../about.ts'
import { hintWords } from '../../words/words.ts'

/** Kubernetes reads groups from O; an OU adds none. */
export const ouForO = onClients({
  id: 'ou-for-o',
  page: 'x509',
  says: ({ name, request }, say = hintWords()) => {
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
})
