import { KUBE_APISERVER_CLIENT_SIGNER } from '../../api/kinds/certificates.ts'
import { goQuote } from '../../api/text/quote.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { requestCommand } from '../commands.ts'
import type { CreateFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** Left over from a shell, a template or another field, or invisible. */
// oxlint-disable-next-line no-control-regex
const STRAY = /[{}[\]<>"'`\\$|;,=\0-\x1f\x7f-\x9f]|^\s|\s$/
const ALL_STRAY = new RegExp(STRAY, 'g')

const cleaned = (text: string): string => text.replaceAll(ALL_STRAY, '')

const again = (name: string, { commonName, organizations }: DistinguishedName): string => {
  const file = fileOf(name)
  return requestCommand(file, {
    commonName: cleaned(commonName) || file,
    organizations: organizations.map(cleaned).filter((group) => group !== ''),
  })
}

/** Signed as it is, and then the user has a name that nobody types. */
export const oddSubject: Hint<CreateFacts> = {
  id: 'odd-subject',
  page: PAGES.x509,
  says: ({ csr, name, request }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName, organizations } = request.subject
    if (commonName === '') {
      return {
        text: 'the subject has no CN, so the certificate names nobody and its owner is anonymous. Make the request again, with a name.',
        command: again(name, request.subject),
      }
    }
    const odd = [commonName, ...organizations].find((text) => STRAY.test(text))
    return odd === undefined
      ? undefined
      : {
          text: `${goQuote(odd)} in the subject has characters that look left over, and every binding would have to spell it so. If it is a slip, make the request again.`,
          command: again(name, request.subject),
        }
  },
}
