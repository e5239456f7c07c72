import { isApproved, isDenied } from '../../../apis/certificates.ts'
import { deleteCommand, replaceCommand } from '../commands.ts'
import type { ReadHint } from '../facts.ts'

/** kubectl reads a CSR first, and sends no write if the opposite decision exists. */
export const decided: ReadHint = {
  id: 'decided',
  page: 'signing',
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
            mend: 'To prevent signing, delete it.',
            command: deleteCommand(name),
          }
        : {
            text: `${name} was approved, and that is final: its certificate stays valid until it expires.`,
            why: 'Deleting the request revokes nothing.',
            mend: 'To lock the user out, remove the role bindings of the user and its groups.',
          }
    }
    return undefined
  },
}
