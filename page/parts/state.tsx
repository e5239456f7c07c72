/** The state of a CSR: a mark and a word, so that colour is not needed. */
import type { CsrState } from '../feed.ts'
import { say } from '../words.ts'

const MARKS: Readonly<Record<CsrState, string>> = {
  pending: '○',
  approved: '◐',
  issued: '✓',
  denied: '⊘',
  failed: '✕',
}

export const State = ({
  state,
  hasNoSigner = false,
}: {
  readonly state: CsrState
  readonly hasNoSigner?: boolean
}) => {
  const isStuck = state === 'approved' && hasNoSigner
  return (
    <span class={`state ${isStuck ? 'failed stuck' : state}`}>
      <span aria-hidden="true">{MARKS[isStuck ? 'failed' : state]}</span>{' '}
      {say(isStuck ? 'approvedNoSigner' : state)}
    </span>
  )
}
