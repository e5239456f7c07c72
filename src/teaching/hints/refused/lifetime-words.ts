import { onRefusedCsr, UNREADABLE } from '../about.ts'
import { noNumberText } from '../lifetime-words.ts'
import { sentRequest } from '../sent-request.ts'

export const lifetimeWords = onRefusedCsr({
  codes: UNREADABLE,
  id: 'lifetime-words',
  page: 'requests',
  says: ({ error, body }) => {
    if (!error.message.includes('expirationSeconds')) return undefined
    const written = sentRequest(body)?.expirationSeconds
    return typeof written === 'string' ? { text: noNumberText(written) } : undefined
  },
})
