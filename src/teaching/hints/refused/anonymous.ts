import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { RefusedHint } from '../facts.ts'

/** Go's TLS client sends only certificates issued by CAs that the server names. */
export const anonymousRefused: RefusedHint = {
  id: 'anonymous',
  page: 'authentication',
  says: ({ error, user }) =>
    error.code === 403 && user.name === SYSTEM_ANONYMOUS
      ? {
          text: 'you are not authenticated: the request had no client certificate and no token.',
          why: 'You are system:anonymous. kubectl sends only certificates of CAs that the server trusts.',
          mend: 'Check your kubeconfig.',
          command: 'npx csrlab doctor',
        }
      : undefined,
}
