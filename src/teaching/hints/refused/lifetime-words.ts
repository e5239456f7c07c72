import { onRefusedCsr, UNREADABLE } from '../about.ts'
import { PAGES } from '../pages.ts'
import { sentRequest } from '../sent-request.ts'

export const NO_NUMBER =
  'expirationSeconds is a number of seconds, without quotes or a unit: write 86400 for a day.'

export const lifetimeWords = onRefusedCsr({
  codes: UNREADABLE,
  id: 'lifetime-words',
  page: PAGES.requests,
  says: ({ error, body }) => {
    if (!error.message.includes('expirationSeconds')) return undefined
    const written = sentRequest(body)?.expirationSeconds
    return typeof written === 'string' ? { text: NO_NUMBER } : undefined
  },
})
