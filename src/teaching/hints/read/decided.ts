import { isApproved, isDenied } from '../../../apis/certificates.ts'
import { deleteCommand, replaceCommand } from '../commands.ts'
import type { ReadFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** kubectl looks before it approves or denies, and gives up by itself when the other was chosen: this read is all there is. */
export const decided: Hint<ReadFacts> = {
  id: 'decided',
  page: PAGES.signing,
  says: ({ csr, command }) => {
    const { name = '' } = csr.metadata
    if (command === 'kubectl certificate approve' && isDenied(csr)) {
      return {
        text: `${name} was denied, and that is final.`,
        mend: 'For another decision, send it again.',
        command: replaceCommand(name),
      }
    }
    if (command === 'kubectl certificate deny' && isApproved(csr)) {
      return (csr.status.certificate ?? '') === ''
        ? {
            text: `${name} was approved, and that is final.`,
            mend: 'Delete it if it is not to be signed.',
            command: deleteCommand(name),
          }
        : {
            text: `${name} was approved, and that is final: its certificate stays valid until it ends.`,
            why: 'Whatever becomes of the request, nothing is revoked.',
            mend: 'To shut the user out, take away the bindings that are for it.',
          }
    }
    return undefined
  },
}
