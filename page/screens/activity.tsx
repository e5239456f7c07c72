import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Refused } from '../api.ts'
import { Refusal } from '../parts/refusal.tsx'
import { Wide } from '../parts/wide.tsx'
import { info } from '../session.ts'
import type { JournalEntry } from '../types.ts'
import { say } from '../words.ts'
import { Entry, whatOf } from './activity-entry.tsx'
import { entries, followJournal, isLoaded, problem } from './journal.ts'

/** user agents of csrlab's commands and library, the page and lab checks */
const OWN_AGENT = /^csrlab(?:-page|-check)?$/
const PROBE = /^\/(?:healthz|livez|readyz|version)(?:[/?]|$)/

const isBackground = ({ userAgent, url }: JournalEntry): boolean =>
  OWN_AGENT.test(userAgent) || PROBE.test(url)

/** Maximum rows shown; the filter searches all entries. */
const SHOWN = 300

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
          !(hidesOwn.value && isBackground(entry)) &&
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
        <Wide label={say('activity')}>
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
        </Wide>
      )}
    </article>
  )
}
