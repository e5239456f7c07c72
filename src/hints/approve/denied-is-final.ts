import { isDenied } from '../../api/certificates.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

export const deniedIsFinal: Hint<ChangeFacts> = {
  id: 'denied-is-final',
  page: PAGES.signing,
  says: ({ sent, stored, name }) =>
    isDenied(stored) && (sent.status.conditions ?? []).some(({ type }) => type === 'Approved')
      ? `${name} was denied, and that is final; for another decision, delete it and create it again: kubectl delete csr ${shellWord(name)}`
      : undefined,
}
