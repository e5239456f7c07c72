import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedHint } from '../facts.ts'
import { noNumberText } from '../lifetime-words.ts'
import { PAGES } from '../pages.ts'
import { sentRequest } from '../sent-request.ts'

export const lifetimeWords: RefusedHint = {
  id: 'lifetime-words',
  page: PAGES.requests,
  says: ({ error, apiGroup, resource, body }) => {
    // patches fail with 422
    if (![400, 422].includes(error.code) || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests' || !error.message.includes('expirationSeconds'))
      return undefined
    const written = sentRequest(body)?.expirationSeconds
    return typeof written === 'string' ? { text: noNumberText(written) } : undefined
  },
}
