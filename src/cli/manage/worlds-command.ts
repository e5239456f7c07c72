/** `csrlab snapshot` and its verbs, asked of a running server. */
import { managementCommand } from './command.ts'

interface Told {
  readonly name: string
  readonly time: string
  readonly size: number
}

const sentence = ({ name, time, size }: Told): string => `${name}, ${size} objects of ${time}`

const one = (method: 'PUT' | 'POST' | 'DELETE', what: (told: Told) => string, below = '') =>
  managementCommand<Told>(
    ({ words }) => ({ method, path: `/snapshots/${encodeURIComponent(words[0]!)}${below}` }),
    (told) => [what(told)],
  )

export const saveSnapshot = one('PUT', (told) => `saved ${sentence(told)}`)
export const restoreSnapshot = one('POST', (told) => `restored ${sentence(told)}`, '/restore')
export const deleteSnapshot = one('DELETE', ({ name }) => `deleted ${name}`)

export const listSnapshots = managementCommand<{ readonly snapshots: readonly Told[] }>(
  () => ({ method: 'GET', path: '/snapshots' }),
  ({ snapshots }) =>
    snapshots.length === 0
      ? ['There are no snapshots; csrlab snapshot save NAME makes one.']
      : snapshots.map(sentence),
)
