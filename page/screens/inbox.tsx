import { useRef } from 'preact/hooks'
import { type CsrState, feed, requests, stateOf } from '../feed.ts'
import { useFinding, useKeys } from '../keys.ts'
import { deciding } from '../decide.ts'
import { go } from '../route.ts'
import { info } from '../session.ts'
import { Refusal } from '../parts/refusal.tsx'
import { showRow, useWindow } from '../parts/window.ts'
import { say } from '../words.ts'
import { EmptyInbox } from './empty-inbox.tsx'
import { chosen, clear, shown, signer, signers, state, text } from './inbox-filter.ts'
import { InboxRow } from './inbox-row.tsx'

const STATES: readonly CsrState[] = ['pending', 'approved', 'issued', 'denied', 'failed']

const ROW_REM = 3.5

const rowHeight = (): number =>
  Math.round(ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize))

const COLUMNS = ['state', 'name', 'subject', 'requestor', 'lifetime', 'look', 'age'] as const

const Filters = () => {
  const field = useRef<HTMLInputElement>(null)
  useFinding(field)
  return (
    <search class="filters">
      <input
        ref={field}
        type="search"
        id="search"
        placeholder={say('search')}
        aria-label={say('search')}
        aria-keyshortcuts="/"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <label>
        <span>{say('state')}</span>
        <select
          value={state.value}
          onChange={(event) => (state.value = event.currentTarget.value as CsrState | '')}
        >
          <option value="">{say('all')}</option>
          {STATES.map((one) => (
            <option value={one} key={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say('signer')}</span>
        <select
          value={signer.value}
          onChange={(event) => (signer.value = event.currentTarget.value)}
        >
          <option value="">{say('all')}</option>
          {signers.value.map((one) => (
            <option value={one} key={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <output>{say('shown', shown.value.length, requests.value.length)}</output>
    </search>
  )
}

const Table = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const height = rowHeight()
  const list = shown.value
  const ids = list.map(({ metadata }) => metadata.uid ?? '')
  const { from, to, before, after } = useWindow(scroller, ids, height)
  const move = (by: number): void => {
    const at = ids.indexOf(chosen.peek())
    const next = Math.max(0, Math.min(ids.length - 1, at < 0 ? 0 : at + by))
    chosen.value = ids[next] ?? ''
    if (scroller.current !== null) showRow(scroller.current, next, height, height)
  }
  const current = () => list[ids.indexOf(chosen.peek())]
  const choose = (verdict: 'Approved' | 'Denied') => (): void => {
    const csr = current()
    if (csr !== undefined && stateOf(csr) === 'pending' && info.peek()?.readOnly === false)
      deciding.value = { csr, verdict }
  }
  const show = (screen: 'request' | 'certificate') => (): void => {
    const name = current()?.metadata.name
    if (name !== undefined) go(screen, name)
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: show('request'),
    c: show('certificate'),
    y: show('request'),
    a: choose('Approved'),
    d: choose('Denied'),
  })
  return (
    <div class="scroller" ref={scroller} tabIndex={0} role="region" aria-label={say('inbox')}>
      <table class="inbox" aria-rowcount={list.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th scope="col" class={`c-${column === 'look' ? 'flags' : column}`} key={column}>
                {column === 'look' ? <span class="unseen">{say('look')}</span> : say(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden="true" class="gap">
              <td colSpan={COLUMNS.length} style={{ height: `${before}px` }} />
            </tr>
          )}
          {list.slice(from, to).map((csr, i) => (
            <InboxRow csr={csr} index={from + i} height={height} key={csr.metadata.uid} />
          ))}
          {after > 0 && (
            <tr aria-hidden="true" class="gap">
              <td colSpan={COLUMNS.length} style={{ height: `${after}px` }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

const Content = () => {
  const { value } = feed
  if (value.is === 'refused') return <Refusal error={value.error} />
  if (value.is === 'loading') return <p class="notice">{say('loading')}</p>
  if (requests.value.length === 0) return <EmptyInbox />
  return (
    <div class="inbox-screen">
      <Filters />
      {shown.value.length === 0 ? (
        <p class="notice">
          {say('noMatch')}.{' '}
          <button type="button" class="quiet" onClick={clear}>
            {say('clearFilters')}
          </button>
        </p>
      ) : (
        <Table />
      )}
    </div>
  )
}

export const Inbox = () => (
  <>
    <h1 class="unseen">{say('inbox')}</h1>
    <Content />
  </>
)
