import { KEY_USAGES } from '../../../apis/certificates.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'

/** `clientAuth`, as openssl writes it, or a hyphen for the blank. */
export const usagesUnknown: Hint<CreateFacts> = {
  id: 'usages-unknown',
  page: PAGES.signers,
  says: ({ csr: { spec } }) => {
    for (const usage of spec.usages ?? []) {
      if ((KEY_USAGES as readonly string[]).includes(usage)) continue
      const meant = nearest(usage, KEY_USAGES)
      if (meant !== undefined)
        return { text: `there is no usage ${goQuote(usage)}: write ${goQuote(meant)}.` }
    }
    return undefined
  },
}
