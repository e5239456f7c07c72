import { onRefusedCsr, UNREADABLE } from '../about.ts'
import { similarField } from '../request-fields.ts'

/** The strict decoder's error (k8s.io/apimachinery/pkg/runtime/serializer/json). */
const UNKNOWN = /unknown field "([^"\\]*)"/g

export const unknownField = onRefusedCsr({
  codes: UNREADABLE,
  id: 'unknown-field',
  page: 'tutorial',
  says: ({ error }) => {
    for (const [, field = ''] of error.message.matchAll(UNKNOWN)) {
      const meant = similarField(field)
      if (meant !== undefined) return { text: `a request has no field ${field}: write ${meant}.` }
    }
    return undefined
  },
})
