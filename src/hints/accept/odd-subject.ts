import { KUBE_APISERVER_CLIENT_SIGNER } from '../../api/kinds/certificates.ts'
import { goQuote } from '../../api/text/quote.ts'
import { requestCommand } from '../commands.ts'
import type { CreateFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint } from '../hint.ts'
import { meantSubject, STRAY } from '../meant-subject.ts'
import { PAGES } from '../pages.ts'

/** Signed as it is, and then the user has a name that nobody types. */
export const oddSubject: Hint<CreateFacts> = {
  id: 'odd-subject',
  page: PAGES.x509,
  says: ({ csr, name, request }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName, organizations } = request.subject
    const file = fileOf(name)
    const command = requestCommand(file, meantSubject(request.subject, file))
    if (commonName === '') {
      return {
        text: 'the subject has no CN, so the certificate names nobody.',
        mend: 'Make the request again, with a name.',
        command,
      }
    }
    const odd = [commonName, ...organizations].find((text) => STRAY.test(text))
    return odd === undefined
      ? undefined
      : {
          text: `${goQuote(odd)} in the subject has characters that look left over.`,
          why: 'Every binding would have to spell it so.',
          mend: 'If it is a slip, make the request again.',
          command,
        }
  },
}
