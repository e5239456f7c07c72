import { requestProblem } from '../../../ca/request.ts'
import { decodePemBlocks } from '../../../ca/pem.ts'
import { ENCODE_TEXT, encodeCommand, fileOf, requestCommand } from '../commands.ts'
import type { CreateHint } from '../facts.ts'
import type { HintText } from '../hint.ts'
import { otherTypeOfRequest, otherTypeText, weakSignature } from '../key-type.ts'
import { materialOf } from '../material.ts'
import { hasNoSpec } from './spec-missing.ts'

/** With an article: `a PRIVATE KEY`, `an RSA PRIVATE KEY`. */
const one = (label: string): string => `${/^(?:[AEIOX]|RSA)/.test(label) ? 'an' : 'a'} ${label}`

export const notARequest: CreateHint = {
  id: 'not-a-request',
  page: 'tutorial',
  says: ({ csr, name, request }) => {
    if (request !== undefined || hasNoSpec(csr)) return undefined
    const file = fileOf(name)
    const encoding = (what: string, from = `${file}.csr`): HintText => ({
      text: what,
      mend: ENCODE_TEXT,
      command: encodeCommand(from),
    })
    const anew = (newKey: boolean): Pick<HintText, 'command'> => ({
      command: requestCommand(file, { commonName: file, organizations: [] }, { newKey }),
    })
    const leaked = (what: string): HintText => ({
      text: what,
      why: 'That key has now left your machine.',
      mend: 'Throw that key away, and make a new key and a new request.',
      ...anew(true),
    })
    const sent = Buffer.from(csr.spec.request ?? '', 'base64')
    const found = materialOf(sent)
    switch (found.kind) {
      case 'empty':
        return encoding('spec.request is empty; put the whole request there, in base64.')
      case 'key':
        return leaked(`spec.request holds ${one(found.label)}, not a request.`)
      case 'certificate':
        return encoding('spec.request holds a CERTIFICATE, the result of signing, not a request.')
      case 'new-request':
        return {
          text: 'spec.request has the header NEW CERTIFICATE REQUEST, and Kubernetes accepts only CERTIFICATE REQUEST.',
          why: 'keytool writes that header.',
          mend: 'Correct the first and the last line, then encode the request again.',
          command: `sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' ${file}.csr`,
        }
      case 'base64':
        return found.inner.kind === 'key'
          ? leaked(
              `spec.request is base64-encoded twice, and holds ${one(found.inner.label)}, not a request.`,
            )
          : encoding('spec.request is base64-encoded twice.')
      case 'file-name':
        return encoding(
          `spec.request holds the name ${found.name} in base64, not the content of that file.`,
          // never suggest sending a file of another kind
          /\.(csr|req|pem)$/.test(found.name) ? found.name : undefined,
        )
      case 'other-pem':
        return encoding(`spec.request holds ${one(found.label)} and not a CERTIFICATE REQUEST.`)
      case 'request': {
        const type = otherTypeOfRequest(decodePemBlocks(sent)[0]?.der ?? Buffer.alloc(0))
        if (type !== undefined)
          return {
            text: otherTypeText(type),
            mend: 'Make a new key and a new request, and send that.',
            command: requestCommand(
              `${file}-new`,
              { commonName: file, organizations: [] },
              { newKey: true },
            ),
          }
        const weak = weakSignature(requestProblem(csr.spec.request ?? '') ?? '')
        if (weak !== undefined)
          return { text: weak, mend: 'Make it again, then encode it.', ...anew(false) }
        return {
          text: 'the request inside spec.request is damaged.',
          why: 'It was cut off, or changed after it was signed.',
          mend: 'Make it again, then encode it.',
          ...anew(false),
        }
      }
      default:
        return encoding('spec.request does not decode to PEM text.')
    }
  },
}
