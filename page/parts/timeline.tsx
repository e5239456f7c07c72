import type { CsrState } from '../feed.ts'
import type { Csr, RequestView } from '../types.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { moment, say } from '../words.ts'

interface Point {
  readonly at: string
  readonly title: string
  readonly text: string
  readonly isToCome?: boolean
}

/** The points of the timeline if there are no events to show. */
const fromObject = ({ metadata, spec, status }: Csr): Point[] => [
  {
    at: metadata.creationTimestamp ?? '',
    title: say('created'),
    text: `${spec.username ?? ''} → ${spec.signerName}`,
  },
  ...(status?.conditions ?? []).map(({ type, reason = '', message = '', lastUpdateTime }) => ({
    at: lastUpdateTime ?? '',
    title: type,
    text: [reason, message].filter(Boolean).join(': '),
  })),
]

/** Reasons of hints, by state, that the timeline omits: the page shows these hints above it. */
const TOLD_ABOVE: Partial<Record<CsrState, readonly string[]>> = {
  pending: ['Review', 'WillFail'],
  approved: ['NobodySigns'],
}

export const pointsOf = ({ explanation, object }: RequestView, state: CsrState): Point[] => {
  if (!explanation.found || object === undefined) return []
  const told = explanation.events
    .filter(({ reason }) => TOLD_ABOVE[state]?.includes(reason) !== true)
    .map(({ at, reason, text }) => ({ at, title: reason, text }))
  const past = told.length > 0 ? told : fromObject(object)
  const coming = explanation.steps
    .filter(({ stage }) => stage === 'clean-up')
    .map(({ text }) => ({ at: '', title: say('toCome'), text, isToCome: true }))
  return [...past, ...coming]
}

export const Timeline = ({ points }: { readonly points: readonly Point[] }) => (
  <ol class="timeline">
    {points.map(({ at, title, text, isToCome = false }) => (
      <li key={`${at} ${title} ${text}`} class={isToCome ? 'to-come' : ''}>
        <div>
          <b>{shown(title)}</b>
          {at !== '' && <time dateTime={at}>{moment(at)}</time>}
        </div>
        <p>{shown(text)}</p>
      </li>
    ))}
  </ol>
)
