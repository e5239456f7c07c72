import { nearest } from '../../../apimachinery/text/nearest.ts'
import type { RefusedHint } from '../facts.ts'

/** The decoder's error (k8s.io/apimachinery/pkg/runtime/serializer/json). */
const NO_KIND = /cannot be handled as an? (\w+): no kind "([^"\\]*)" is registered/

/** Kinds with wrong capitals or a typo, of any resource. */
export const misspeltKind: RefusedHint = {
  id: 'misspelt-kind',
  page: 'tutorial',
  says: ({ error }) => {
    const [, expected = '', kind = ''] = NO_KIND.exec(error.message) ?? []
    const meant = nearest(kind, [expected])
    return error.code !== 400 || meant === undefined
      ? undefined
      : { text: `there is no kind ${kind}: did you mean ${meant}?` }
  },
}
