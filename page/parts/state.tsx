/** How a request stands: a mark and a word, so that nothing hangs on colour. */
import type { CsrState } from '../feed.ts'
import { say } from '../words.ts'

const MARKS: Readonly<Record<CsrState, string>> = {
  pending: '○',
  approved: '◐',
  issued: '✓',
  denied: '⊘',
  failed: '✕',
}

export const State = ({ state }: { readonly state: CsrState }) => (
  <span class={`state ${state}`}>
    <span aria-hidden="true">{MARKS[state]}</span> {say(state)}
  </span>
)
