import { stateOf } from '../feed.ts'
import { linkTo } from '../route.ts'
import { rows } from '../rows.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { now } from '../session.ts'
import { State } from '../parts/state.tsx'
import type { Csr } from '../types.ts'
import { howLong, moment, say } from '../words.ts'
import { chosen } from './inbox-filter.ts'

/** How long a new request is highlighted. */
const NEW_MS = 4000

const signerText = (name: string): string => name.replace(/^kubernetes\.io\//, '')

export const InboxRow = ({
  csr,
  index,
  height,
}: {
  readonly csr: Csr
  readonly index: number
  readonly height: number
}) => {
  const { metadata, spec } = csr
  const uid = metadata.uid ?? ''
  const row = rows.value.get(uid)
  const { request } = row ?? {}
  const state = stateOf(csr)
  const made = Date.parse(metadata.creationTimestamp ?? '')
  const age = now.value - made
  const isChosen = chosen.value === uid
  const names = request?.names ?? []
  const isOpen = state === 'pending' || (state === 'approved' && row?.hasNoSigner === true)
  const flags = isOpen ? (row?.flags ?? []) : []
  const isNew = age < NEW_MS && state === 'pending'
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      class={`${isChosen ? 'chosen' : ''} ${isNew ? 'new' : ''}`}
      style={{ height: `${height}px` }}
      onClick={() => (chosen.value = uid)}
    >
      <td class="c-state">
        <State state={state} hasNoSigner={row?.hasNoSigner === true} />
      </td>
      <th scope="row" class="c-name">
        <a href={linkTo('request', metadata.name)} title={shown(metadata.name ?? '')}>
          {shown(metadata.name ?? '')}
        </a>
        <small title={shown(spec.signerName)}>{shown(signerText(spec.signerName))}</small>
      </th>
      <td class="c-subject">
        {row === undefined ? (
          <span class="quiet-text">…</span>
        ) : (
          <span title={shown(request?.subject.text ?? '')}>
            {shown(request?.subject.text ?? '—')}
          </span>
        )}
        <small title={shown(names.join(', '))}>{shown(names.join(', '))}</small>
      </td>
      <td class="c-requestor">
        <span title={shown(spec.username ?? '')}>{shown(spec.username ?? '—')}</span>
        <small>{request?.key.text ?? ''}</small>
      </td>
      <td class="c-lifetime">
        <span>
          {spec.expirationSeconds === undefined
            ? say('signerChooses')
            : howLong(spec.expirationSeconds * 1000)}
        </span>
      </td>
      <td class="c-flags">
        {flags.length > 0 && (
          <span class="flag" title={flags.map(shown).join('\n')}>
            <span aria-hidden="true">⚑</span> {flags.length === 1 ? '' : `${flags.length} `}
            {say(row?.hasNoSigner === true ? 'noSuchSigner' : 'look')}
            <span class="unseen">: {flags.map(shown).join(' ')}</span>
          </span>
        )}
      </td>
      <td class="c-age">
        <time dateTime={metadata.creationTimestamp} title={moment(made)}>
          {howLong(age, 'narrow')}
        </time>
      </td>
    </tr>
  )
}
