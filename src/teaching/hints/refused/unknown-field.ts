import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedHint } from '../facts.ts'
import { PAGES } from '../pages.ts'
import { meantField } from '../request-fields.ts'

/** The strict decoder's error (k8s.io/apimachinery/pkg/runtime/serializer/json). */
const UNKNOWN = /unknown field "([^"\\]*)"/g

export const unknownField: RefusedHint = {
  id: 'unknown-field',
  page: PAGES.tutorial,
  says: ({ error, apiGroup, resource }) => {
    if (![400, 422].includes(error.code) || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests') return undefined
    for (const [, field = ''] of error.message.matchAll(UNKNOWN)) {
      const meant = meantField(field)
      if (meant !== undefined) return { text: `a request has no field ${field}: write ${meant}.` }
    }
    return undefined
  },
}
