import { conditionsOf, hasFailed, isApproved, isDenied } from '../../../apis/certificates.ts'
import { replaceCommand } from '../commands.ts'
import type { ReadHint } from '../facts.ts'
import { cureOf, isUnserved, signerCure } from '../signer-advice.ts'
import { shellWord } from '../shell.ts'

/** kubectl prints nothing for an empty `status.certificate`. */
export const noCertificateYet: ReadHint = {
  id: 'no-certificate-yet',
  page: 'signing',
  says: ({ csr, command, table, cluster: { signers } }) => {
    // `describe` shows the Events anyway; other commands do not show the certificate
    if (command !== '' && command !== 'kubectl get') return undefined
    if ((csr.status.certificate ?? '') !== '') return undefined
    const { name = '' } = csr.metadata
    const word = shellWord(name)
    const { signerName } = csr.spec
    if (hasFailed(csr)) {
      const { message = '' } = conditionsOf(csr, 'Failed')[0]!
      const why = message === '' ? '' : `: ${message}`
      return cureOf(`the signer marked ${name} Failed, and that is final${why}`, csr)
    }
    if (isApproved(csr) && isUnserved(signerName, signers)) {
      return signerCure(
        `${name} has no certificate: no signer in this cluster handles ${signerName}`,
        csr,
        signers,
      )
    }
    // a table shows the state, and programs (which have no command) retry anyway
    if (table || command === '') return undefined
    if (isDenied(csr)) {
      return {
        text: `${name} was denied, so it will never have a certificate.`,
        mend: 'For another decision, send it again.',
        command: replaceCommand(name),
      }
    }
    return isApproved(csr)
      ? {
          text: `the certificate of ${name} has not been issued yet.`,
          mend: 'Wait for it.',
          command: `kubectl wait --for=jsonpath='{.status.certificate}' csr/${word}`,
        }
      : {
          text: `${name} is pending, and gets a certificate after approval.`,
          command: `kubectl certificate approve ${word}`,
        }
  },
}
