import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { RefusedHint } from '../facts.ts'
import { PAGES } from '../pages.ts'

/** A TLS client withholds a certificate that no CA named by the server issued. */
export const anonymousRefused: RefusedHint = {
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
