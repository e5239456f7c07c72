import { encodeCommand, encodeText, requestCommand } from '../commands.ts'
import type { CreateFacts } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Hint, Said } from '../hint.ts'
import { materialOf } from '../material.ts'
import { PAGES } from '../pages.ts'

/** Something else than a request was encoded into `spec.request`. */
export const notARequest: Hint<CreateFacts> = {
  id: 'not-a-request',
  page: PAGES.tutorial,
  says: ({ csr, name, request }) => {
    if (request !== undefined) return undefined
    const file = fileOf(name)
    const encoding = (what: string, from = `${file}.csr`): Said => ({
      text: `${what} ${encodeText(from)}`,
      command: encodeCommand(from),
    })
    const anew = (what: string, newKey: boolean): Said => ({
      text: what,
      command: requestCommand(file, { commonName: file, organizations: [] }, { newKey }),
    })
    const found = materialOf(Buffer.from(csr.spec.request ?? '', 'base64'))
    switch (found.kind) {
      case 'empty':
        return encoding('spec.request is empty; it takes the whole request in base64.')
      case 'key':
        return anew(
          `spec.request holds a ${found.label}, not a request. That key has now left your machine, so throw it away and make a new one.`,
          true,
        )
      case 'certificate':
        return encoding(
          'spec.request holds a CERTIFICATE, which is what a signer answers; send the request that you made with the key.',
        )
      case 'new-request':
        return {
          text: 'spec.request is headed NEW CERTIFICATE REQUEST, as keytool writes it, and Kubernetes takes only CERTIFICATE REQUEST. Change the two lines, then encode it again.',
          command: `sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' ${file}.csr`,
        }
      case 'base64':
        return found.inner.kind === 'key'
          ? anew(
              `spec.request is encoded twice, and inside is a ${found.inner.label}, not a request. That key has now left your machine, so throw it away and make a new one.`,
              true,
            )
          : encoding('spec.request is encoded twice, and one time is enough.')
      case 'der-request':
        return {
          text: 'spec.request holds a request in DER, and Kubernetes wants PEM. Convert it, then encode that.',
          command: `openssl req -inform DER -in ${file}.csr -out ${file}.pem`,
        }
      case 'file-name':
        return encoding(
          `spec.request holds the name ${found.name} in base64, not what is in that file.`,
          found.name,
        )
      case 'other-pem':
        return encoding(`spec.request holds a ${found.label} and not a CERTIFICATE REQUEST.`)
      case 'request':
        return anew(
          'the request inside spec.request is damaged: a part is lost, or it was changed after its key had signed it. Make it again, then encode it.',
          false,
        )
      default:
        return encoding('what spec.request holds is no PEM text once it is decoded.')
    }
  },
}
