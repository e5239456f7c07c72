import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** A TLS client keeps its certificate to itself when none of the CAs that the server names has issued it. */
export const anonymousRefused: Hint<RefusedFacts> = {
  id: 'anonymous',
  page: PAGES.authentication,
  says: ({ error, user }) =>
    error.code === 403 && user.name === SYSTEM_ANONYMOUS
      ? {
          text: 'nobody logged in: you showed no certificate and no token.',
          why: 'So you are system:anonymous. kubectl keeps back a certificate that another CA has issued.',
          mend: 'Let your kubeconfig be looked at.',
          command: 'npx csrlab doctor',
        }
      : undefined,
}
