import { isDenied } from '../../api/kinds/certificates.ts'
import { replaceCommand } from '../commands.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** For clients that write /approval without looking; kubectl looks first, and is told when it reads. */
export const deniedIsFinal: Hint<ChangeFacts> = {
  id: 'denied-is-final',
  page: PAGES.signing,
  says: ({ sent, stored, name }) =>
    isDenied(stored) && (sent.status.conditions ?? []).some(({ type }) => type === 'Approved')
      ? {
          text: `${name} was denied, and that is final.`,
          mend: 'For another decision, send it again.',
          command: replaceCommand(name),
        }
      : undefined,
}
