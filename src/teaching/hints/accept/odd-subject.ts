import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { requestCommand } from '../commands.ts'
import type { CreateFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint } from '../hint.ts'
import { meantSubject, STRAY } from '../meant-subject.ts'
import { PAGES } from '../pages.ts'
import { ENGLISH_HINTS } from '../words/en.ts'

/** Signed as it is, and then the user has a name that nobody types. */
export const oddSubject: Hint<CreateFacts> = {
  id: 'odd-subject',
  page: PAGES.x509,
  says: ({ csr, name, request }, say = ENGLISH_HINTS) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName, organizations } = request.subject
    // only where there is something to say: to find out what was meant takes longer than all else here
    const again = (): string => {
      const file = fileOf(name)
      return requestCommand(file, meantSubject(request.subject, file))
    }
    if (commonName === '')
      return { text: say.noCommonName, mend: say.makeAgainWithName, command: again() }
    const odd = [commonName, ...organizations].find((text) => STRAY.test(text))
    return odd === undefined
      ? undefined
      : {
          text: say.strayCharacters(odd),
          why: say.spelledEverywhere,
          mend: say.ifSlip,
          command: again(),
        }
  },
}
