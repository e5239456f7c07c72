import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { noNumberText } from '../lifetime-words.ts'
import { PAGES } from '../pages.ts'
import { sentRequest } from '../sent-request.ts'

/** `expirationSeconds: 24h`, or a number in quotation marks. */
export const lifetimeWords: Hint<RefusedFacts> = {
  id: 'lifetime-words',
  page: PAGES.requests,
  says: ({ error, apiGroup, resource, body }) => {
    // 422 is how a patch is told
    if (![400, 422].includes(error.code) || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests' || !error.message.includes('expirationSeconds'))
      return undefined
    const written = sentRequest(body)?.expirationSeconds
    return typeof written === 'string' ? { text: noNumberText(written) } : undefined
  },
}
