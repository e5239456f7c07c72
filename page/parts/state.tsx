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

export const State = ({
  state,
  hasNoSigner = false,
}: {
  readonly state: CsrState
  /** no signer of the cluster will answer */
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
