import { useSignal } from '@preact/signals'
import { ask } from '../api.ts'
import { requests } from '../feed.ts'
import { Commands } from '../parts/commands.tsx'
import { Facts } from '../parts/facts.tsx'
import { useLoaded } from '../parts/load.ts'
import { Path } from '../parts/path.tsx'
import { Refusal } from '../parts/refusal.tsx'
import { Wide } from '../parts/wide.tsx'
import { rows } from '../rows.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { info } from '../session.ts'
import type { AccessRow, Cell } from '../types.ts'
import { say } from '../words.ts'

interface Table {
  readonly subject: { readonly user: string; readonly groups: readonly string[] }
  readonly rows: readonly AccessRow[]
}

interface Asked {
  readonly user: string
  readonly group: string
  readonly namespace: string
}

const MYSELF: Asked = { user: '', group: '', namespace: 'default' }

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'approve', 'sign']

/** The users and groups in the subjects of issued CSRs. */
const inCertificates = (): { users: string[]; groups: string[] } => {
  const subjects = requests.value
    .filter(({ status }) => (status?.certificate ?? '') !== '')
    .flatMap(({ metadata }) => rows.value.get(metadata.uid ?? '')?.request?.subject ?? [])
  return {
    users: [...new Set(subjects.map(({ commonName }) => commonName))].filter(Boolean).sort(),
    groups: [...new Set(subjects.flatMap(({ organizations }) => organizations))].sort(),
  }
}

const queryOf = ({ user, group, namespace }: Asked): string => {
  const query = new URLSearchParams({ namespace })
  if (user !== '') query.set('user', user)
  if (group !== '') query.set('group', group)
  // a user without groups is treated as authenticated
  if (user !== '' && group === '') query.set('group', 'system:authenticated')
  return query.toString()
}

const Chosen = ({ row, cell }: { readonly row: AccessRow; readonly cell: Cell }) => (
  <div class="chosen-cell" aria-live="polite">
    <h3>
      {cell.verb} {row.resource}: {say(cell.allowed ? 'may' : 'mayNot')}
    </h3>
    {cell.reason !== '' && <p class="said">{shown(cell.reason)}</p>}
    {cell.rule !== undefined && (
      <p>
        {say('rule')}: <code>{shown(cell.rule)}</code>
      </p>
    )}
    {cell.command !== undefined && (
      <Commands
        // Windows PowerShell lacks &&
        commands={[{ bash: cell.command, powershell: cell.command.replaceAll(' && ', '; ') }]}
        label={say('create')}
      />
    )}
  </div>
)

const Matrix = ({ table }: { readonly table: Table }) => {
  const chosen = useSignal('')
  const found = table.rows.flatMap((row) =>
    row.cells
      .filter(({ verb }) => `${row.resource} ${verb}` === chosen.value)
      .map((cell) => ({ row, cell })),
  )[0]
  return (
    <>
      <Wide label={say('access')}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">{say('resource')}</th>
              {VERBS.map((verb) => (
                <th scope="col" key={verb}>
                  {verb}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.resource}>
                <th scope="row">
                  <Path text={row.resource} />
                  <small>{row.isOfCluster ? say('whole') : row.group}</small>
                </th>
                {VERBS.map((verb) => {
                  const cell = row.cells.find((one) => one.verb === verb)
                  if (cell === undefined) return <td key={verb} />
                  const id = `${row.resource} ${verb}`
                  return (
                    <td key={verb}>
                      <button
                        type="button"
                        class={cell.allowed ? 'yes' : 'no'}
                        aria-pressed={chosen.value === id}
                        aria-label={`${verb} ${row.resource}: ${say(cell.allowed ? 'may' : 'mayNot')}`}
                        onClick={() => (chosen.value = id)}
                      >
                        <span aria-hidden="true">{cell.allowed ? '✓' : '–'}</span>
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {found === undefined ? <p class="quiet-text">{say('chooseCell')}</p> : <Chosen {...found} />}
    </>
  )
}

export const Access = () => {
  const asked = useSignal(MYSELF)
  /** number of checks; each reloads the table, because RBAC rules may have changed */
  const times = useSignal(0)
  const { users, groups } = inCertificates()
  const me = info.value?.user
  const { value } = useLoaded(
    (signal) => ask<Table>('GET', `/page/v1/access?${queryOf(asked.value)}`, undefined, signal),
    `${queryOf(asked.value)} ${me?.name} ${times.value}`,
  )
  const set = (change: Partial<Asked>) => (): void => {
    asked.value = { ...asked.peek(), ...change }
    times.value++
  }
  return (
    <article class="access">
      <header class="title">
        <h1>{say('access')}</h1>
      </header>
      <div class="columns">
        <section>
          <h2>{say('whoAmI')}</h2>
          <Facts
            facts={[
              [say('user'), shown(me?.name ?? '')],
              [say('groups'), shown((me?.groups ?? []).join(', '))],
            ]}
          />
        </section>
        <section>
          <h2>{say('seenUsers')}</h2>
          <p class="chips">
            {users.length + groups.length === 0 && <span class="quiet-text">{say('none')}</span>}
            {users.map((name) => (
              <button type="button" key={name} onClick={set({ user: name, group: '' })}>
                {shown(name)}
              </button>
            ))}
            {groups.map((name) => (
              <button type="button" key={name} onClick={set({ user: '', group: name })}>
                {say('group')} {shown(name)}
              </button>
            ))}
          </p>
        </section>
      </div>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          const data = new FormData(event.currentTarget)
          const of = (name: string): string => {
            const value = data.get(name)
            return typeof value === 'string' ? value.trim() : ''
          }
          set({ user: of('user'), group: of('group'), namespace: of('namespace') })()
        }}
      >
        <label>
          <span>{say('user')}</span>
          <input name="user" value={asked.value.user} placeholder={me?.name ?? ''} />
        </label>
        <label>
          <span>{say('group')}</span>
          <input name="group" value={asked.value.group} />
        </label>
        <label>
          <span>{say('namespace')}</span>
          <input name="namespace" value={asked.value.namespace} />
        </label>
        <button type="submit">{say('ask')}</button>
      </form>
      {value.is === 'loading' && <p class="notice">{say('loading')}</p>}
      {value.is === 'refused' && <Refusal error={value.error} />}
      {value.is === 'there' && <Matrix table={value.value} />}
    </article>
  )
}
