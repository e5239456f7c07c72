import { conditionsOf, hasFailed, isApproved, isDenied } from '../../api/certificates.ts'
import type { ReadFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { cureOf } from '../prediction.ts'
import { shellWord } from '../shell.ts'
import { isUnserved, nearestSigner } from '../signer-names.ts'

/** `status.certificate` is empty, and kubectl prints nothing at all. */
export const noCertificateYet: Hint<ReadFacts> = {
  id: 'no-certificate-yet',
  page: PAGES.signing,
  says: ({ csr, command, table, cluster: { signers } }) => {
    // describe shows the Events, and the other commands read only to write
    if (command !== '' && command !== 'kubectl get') return undefined
    if ((csr.status.certificate ?? '') !== '') return undefined
    const { name = '' } = csr.metadata
    const word = shellWord(name)
    const { signerName } = csr.spec
    if (hasFailed(csr)) {
      const { message = '' } = conditionsOf(csr, 'Failed')[0]!
      return `the signer marked ${name} Failed: ${message}. That is final: kubectl delete csr ${word} and create it again; ${cureOf(message, signerName)}`
    }
    if (isApproved(csr) && isUnserved(signerName, signers)) {
      const meant = nearestSigner(signerName, signers)
      return `${name} has no certificate, for no signer in this cluster handles ${signerName}${meant === undefined ? '' : `; did you mean ${meant}? The spec cannot change, so delete it and create it again`}.`
    }
    // a table shows the rest in its column, and programs ask again by themselves
    if (table || command === '') return undefined
    if (isDenied(csr)) return `${name} was denied, so it will never have a certificate.`
    return isApproved(csr)
      ? `the certificate of ${name} is not there yet; wait for it with: kubectl wait --for=jsonpath='{.status.certificate}' csr/${word}`
      : `${name} is pending and has no certificate: it has to be approved first, with kubectl certificate approve ${word}`
  },
}
