import { isApproved, isDenied } from '../../api/certificates.ts'
import type { ReadFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

/** kubectl looks before it approves or denies, and gives up by itself when the other was chosen: this read is all there is. */
export const decided: Hint<ReadFacts> = {
  id: 'decided',
  page: PAGES.signing,
  says: ({ csr, command }) => {
    const { name = '' } = csr.metadata
    const word = shellWord(name)
    if (command === 'kubectl certificate approve' && isDenied(csr)) {
      return `${name} was denied, and that is final; for another decision, delete it and create it again: kubectl delete csr ${word}`
    }
    if (command === 'kubectl certificate deny' && isApproved(csr)) {
      const certificate =
        (csr.status.certificate ?? '') === ''
          ? `delete it if it is not to be signed: kubectl delete csr ${word}`
          : 'its certificate stays valid until it ends, whatever becomes of the request. To shut the user out, delete the bindings that are for it.'
      return `${name} was approved, and that is final; ${certificate}`
    }
    return undefined
  },
}
