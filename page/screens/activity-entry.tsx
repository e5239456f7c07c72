import { useSignal } from '@preact/signals'
import { ask } from '../api.ts'
import { useLoaded } from '../parts/load.ts'
import { Path } from '../parts/path.tsx'
import { Refusal } from '../parts/refusal.tsx'
import { shown, shownJson } from '../../src/apimachinery/text/shown.ts'
import { warningTexts } from '../../src/apimachinery/text/warning-texts.ts'
import type { JournalEntry } from '../types.ts'
import { say } from '../words.ts'

/** `RESOURCE/NAMESPACE/NAME/SUBRESOURCE` without empty parts; the URL if there is no resource */
export const whatOf = ({ resource, namespace, name, subresource, url }: JournalEntry): string =>
  resource === ''
    ? url
    : [resource, namespace, name, subresource].filter((part) => part !== '').join('/')

const eventsOf = (auditID: string, signal: AbortSignal): Promise<{ events: readonly object[] }> =>
  ask('GET', `/page/v1/audit?id=${encodeURIComponent(auditID)}`, undefined, signal)

/** Shows the audit events of a request, or its journal entry if the server has no events. */
const Opened = ({ entry }: { readonly entry: JournalEntry }) => {
  const { value } = useLoaded((signal) => eventsOf(entry.auditID, signal), entry.auditID)
  if (value.is === 'loading') return <p class="quiet-text">{say('loading')}</p>
  if (value.is === 'refused') return <Refusal error={value.error} />
  const { events } = value.value
  return (
    <>
      {entry.warnings.flatMap(warningTexts).map((warning) => (
        <p class="said" key={warning}>
          ⚠ {shown(warning)}
        </p>
      ))}
      <h2>{say(events.length === 0 ? 'noEvents' : 'auditEvent')}</h2>
      {(events.length === 0 ? [entry] : events).map((event, i) => (
        <pre tabIndex={0} key={i}>
          {shownJson(event)}
        </pre>
      ))}
    </>
  )
}

export const Entry = ({ entry }: { readonly entry: JournalEntry }) => {
  const isOpen = useSignal(false)
  const { code, user, verb, milliseconds, warnings, time, fault } = entry
  const isBad = code === 0 || code >= 400
  return (
    <>
      <tr class={isBad ? 'bad' : ''}>
        <td class="c-time">
          <time dateTime={time}>{time.slice(11, 19)}</time>
        </td>
        <td class="c-who">{shown(user || '—')}</td>
        <td>{verb}</td>
        <th scope="row">
          <button
            type="button"
            class="link"
            aria-expanded={isOpen.value}
            aria-label={shown(whatOf(entry))}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            <Path text={whatOf(entry)} />
          </button>
        </th>
        <td class="number">
          {isBad && <span aria-hidden="true">✕ </span>}
          {code === 0 ? '—' : code}
        </td>
        <td class="number c-took">{milliseconds.toFixed(1)} ms</td>
        <td class="c-warnings">
          {warnings.length > 0 && (
            <span title={warnings.flatMap(warningTexts).map(shown).join('\n')}>
              ⚠ {warnings.length}
            </span>
          )}
          {fault !== undefined && <span class="flag">{shown(fault)}</span>}
        </td>
      </tr>
      {isOpen.value && (
        <tr class="opened">
          <td colSpan={7}>
            <Opened entry={entry} />
          </td>
        </tr>
      )}
    </>
  )
}
