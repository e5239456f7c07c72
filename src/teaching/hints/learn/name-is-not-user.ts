import { onClients } from '../about.ts'
import { shellWord } from '../shell.ts'

/** The user's name comes from the subject, not from the object's name. */
export const nameIsNotUser = onClients({
  id: 'name-is-not-user',
  page: 'x509',
  says: ({ name, request }) => {
    const { commonName } = request.subject
    if (name === '' || commonName === '' || commonName === name) return undefined
    return {
      text: `the request is called ${name}, but the user will be ${commonName}, the CN of its subject.`,
      why: `Bind roles to --user=${shellWord(commonName)}.`,
    }
  },
})
