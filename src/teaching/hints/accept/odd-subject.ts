import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { requestCommand } from '../commands.ts'
import type { CreateHint } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import { PAGES } from '../pages.ts'
import { hintWords } from '../../words/words.ts'

/** Characters left over from a shell, a template or another field, or invisible. */
// oxlint-disable-next-line no-control-regex
const STRAY = /[{}[\]<>"'`\\$|;,=\0-\x1f\x7f-\x9f]|^\s|\s$/

/** The signer accepts the subject, but the name is probably a typo. */
export const oddSubject: CreateHint = {
  id: 'odd-subject',
  page: PAGES.x509,
  says: ({ csr, name, request }, say = hintWords()) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName, organizations } = request.subject
    if (commonName === '') {
      const file = fileOf(name)
      return {
        text: say.noCommonName,
        mend: say.makeAgainWithName,
        command: requestCommand(file, { commonName: file, organizations }),
      }
    }
    const odd = [commonName, ...organizations].find((text) => STRAY.test(text))
    return odd === undefined
      ? undefined
      : { text: say.strayCharacters(goQuote(odd)), why: say.spelledEverywhere, mend: say.ifSlip }
  },
}
