import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import type { CreateHint } from '../facts.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

/** The user's name comes from the subject, not from the object's name. */
export const nameIsNotUser: CreateHint = {
  id: 'name-is-not-user',
  page: PAGES.x509,
  says: ({ csr, name, request }) => {
    if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER || request === undefined)
      return undefined
    const { commonName } = request.subject
    if (name === '' || commonName === '' || commonName === name) return undefined
    return {
      text: `the request is called ${name}, but the user will be ${commonName}, the CN of its subject.`,
      why: `Bind roles to --user=${shellWord(commonName)}.`,
    }
  },
}
