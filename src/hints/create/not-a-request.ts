import { materialOf } from '../material.ts'
import { fileOf } from '../file-name.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** Something else than a request was encoded into `spec.request`. */
export const notARequest: Hint<CreateFacts> = {
  id: 'not-a-request',
  page: PAGES.tutorial,
  says: ({ csr, name, request }) => {
    if (request !== undefined) return undefined
    const file = fileOf(name)
    const encode = `base64 -w0 < ${file}.csr (macOS: base64 < ${file}.csr | tr -d '\\n')`
    const found = materialOf(Buffer.from(csr.spec.request ?? '', 'base64'))
    switch (found.kind) {
      case 'empty':
        return `spec.request is empty; it takes the whole request in base64, as printed by: ${encode}.`
      case 'key':
        return (
          `spec.request holds a ${found.label}, not a request. That key has now left your machine, so throw it away and make ` +
          `a new one: openssl req -new -newkey rsa:2048 -nodes -keyout ${file}.key -subj /CN=${file} -out ${file}.csr`
        )
      case 'certificate':
        return `spec.request holds a CERTIFICATE, which is what a signer answers; send the request that you made with the key: ${encode}.`
      case 'new-request':
        return (
          'spec.request is headed NEW CERTIFICATE REQUEST, as keytool writes it, and Kubernetes takes only CERTIFICATE REQUEST: ' +
          `sed -i 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' ${file}.csr, then encode it again.`
        )
      case 'base64':
        return found.inner.kind === 'key'
          ? `spec.request is encoded twice, and inside is a ${found.inner.label}, not a request: throw that key away and make a new one.`
          : `spec.request is encoded twice; encode it once: ${encode}.`
      case 'der-request':
        return `spec.request holds a request in DER, and Kubernetes wants PEM: openssl req -inform DER -in ${file}.csr -out ${file}.pem, then encode that.`
      case 'file-name':
        return `spec.request holds the name ${found.name} in base64, not what is in that file; encode its contents: base64 -w0 < ${found.name}`
      case 'other-pem':
        return `spec.request holds a ${found.label} and not a CERTIFICATE REQUEST; encode the request: ${encode}.`
      default:
        return undefined
    }
  },
}
