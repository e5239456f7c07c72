import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Refused } from '../api.ts'
import { Refusal } from '../parts/refusal.tsx'
import { seen } from '../seen.ts'
import { info } from '../session.ts'
import type { JournalEntry } from '../types.ts'
import { say } from '../words.ts'
import { entries, followJournal, isLoaded, problem } from './journal.ts'

const OWN_AGENT = 'csrlab-page'

/** More is not read by anybody; the filter finds the rest. */
const SHOWN = 300

const whatOf = ({ resource, namespace, name, subresource, url }: JournalEntry): string =>
  resource === ''
    ? url
    : [resource, namespace, name, subresource].filter((part) => part !== '').join('/')

const Entry = ({ entry }: { readonly entry: JournalEntry }) => {
  const isOpen = useSignal(false)
  const { code, user, verb, milliseconds, warnings, time, fault } = entry
  const isBad = code === 0 || code >= 400
  return (
    <>
      <tr class={isBad ? 'bad' : ''}>
        <td class="c-time">
          <time dateTime={time}>{time.slice(11, 19)}</time>
        </td>
        <td class="c-who">{seen(user || '—')}</td>
        <td>{verb}</td>
        <th scope="row">
          <button
            type="button"
            class="link"
            aria-expanded={isOpen.value}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            {seen(whatOf(entry))}
          </button>
        </th>
        <td class="number">
          {isBad && <span aria-hidden="true">✕ </span>}
          {code === 0 ? '—' : code}
        </td>
        <td class="number c-took">{milliseconds.toFixed(1)} ms</td>
        <td class="c-warnings">
          {warnings.length > 0 && (
            <span title={warnings.map(seen).join('\n')}>⚠ {warnings.length}</span>
          )}
          {fault !== undefined && <span class="flag">{seen(fault)}</span>}
        </td>
      </tr>
      {isOpen.value && (
        <tr class="opened">
          <td colSpan={7}>
            <pre tabIndex={0}>{seenJson(entry)}</pre>
            <small>{say('auditNote')}</small>
          </td>
        </tr>
      )}
    </>
  )
}

const seenJson = (value: object): string =>
  JSON.stringify(value, null, 2).split('\n').map(seen).join('\n')

export const Activity = () => {
  const text = useSignal('')
  const hidesOwn = useSignal(true)
  const user = info.value?.user.name
  useEffect(() => {
    const ending = new AbortController()
    void followJournal(ending.signal)
    return () => ending.abort()
  }, [user])
  const shown = useComputed(() => {
    const wanted = text.value.toLowerCase()
    return entries.value
      .filter(
        (entry) =>
          !(hidesOwn.value && entry.userAgent.startsWith(OWN_AGENT)) &&
          `${entry.user} ${entry.verb} ${whatOf(entry)} ${entry.code} ${entry.userAgent}`
            .toLowerCase()
            .includes(wanted),
      )
      .slice(-SHOWN)
      .toReversed()
  })
  const error = problem.value
  if (error instanceof Refused)
    return error.code === 404 ? (
      <p class="notice">{say('noManagement')}</p>
    ) : (
      <Refusal error={error} />
    )
  return (
    <article class="activity">
      <header class="title">
        <h1>{say('activity')}</h1>
      </header>
      <search class="filters">
        <input
          type="search"
          id="search"
          placeholder={say('filter')}
          aria-label={say('filter')}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={hidesOwn.value}
            onChange={(event) => (hidesOwn.value = event.currentTarget.checked)}
          />
          <span>{say('hideOwn')}</span>
        </label>
      </search>
      {!isLoaded.value && <p class="notice">{say('loading')}</p>}
      {isLoaded.value && shown.value.length === 0 && <p class="notice">{say('noActivity')}</p>}
      {shown.value.length > 0 && (
        <div class="scroller-x" role="region" tabIndex={0} aria-label={say('activity')}>
          <table class="journal">
            <thead>
              <tr>
                <th scope="col" class="c-time">
                  {say('time')}
                </th>
                <th scope="col" class="c-who">
                  {say('who')}
                </th>
                <th scope="col">Verb</th>
                <th scope="col">{say('what')}</th>
                <th scope="col" class="number">
                  {say('code')}
                </th>
                <th scope="col" class="number c-took">
                  {say('took')}
                </th>
                <th scope="col" class="c-warnings">
                  {say('warnings')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.value.map((entry) => (
                <Entry entry={entry} key={entry.number} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </article>
  )
}
