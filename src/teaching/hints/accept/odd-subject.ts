import { goQuote } from '../../../apimachinery/text/quote.ts'
import { fileOf, requestCommand } from '../commands.ts'
import { onClients } from '../about.ts'
import { hintWords } from '../../words/words.ts'

/** Invisible characters, and characters left over from a shell, a template or another field. */
// oxlint-disable-next-line no-control-regex
const STRAY = /[{}[\]<>"'`\\$|;,=\0-\x1f\x7f-\x9f]|^\s|\s$/

/** The signer accepts the subject, although a CN is missing or there is probably a typo. */
export const oddSubject = onClients({
  id: 'odd-subject',
  page: 'x509',
  says: ({ name, request }, say = hintWords()) => {
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
})
