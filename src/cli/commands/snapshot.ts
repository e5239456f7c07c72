import type { Command, Run } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'
import { managementCommand } from '../kit/management-command.ts'
import type { ManagementCall } from '../kit/management.ts'

const path = '/snapshots'

interface SnapshotState {
  readonly name: string
  readonly time: string
  readonly size: number
}

const snapshotLine = ({ name, time, size }: SnapshotState): string =>
  `${name}, ${size} objects of ${time}`

/** Makes the command of a verb on one snapshot. `below`: the rest of its path. */
const verbCommand = (
  method: ManagementCall['method'],
  lineOf: (state: SnapshotState) => string,
  below = '',
): Run =>
  managementCommand<SnapshotState>(
    ({ words }) => ({ method, path: `${path}/${encodeURIComponent(words[0]!)}${below}` }),
    (state) => [lineOf(state)],
  )

const listSnapshots = managementCommand<{ readonly snapshots: readonly SnapshotState[] }>(
  () => ({ method: 'GET', path }),
  ({ snapshots }) =>
    snapshots.length === 0
      ? ['There are no snapshots; csrlab snapshot save NAME saves one.']
      : snapshots.map(snapshotLine),
)

const named = { usage: 'NAME', options: MANAGEMENT }

const list: Command = {
  name: 'list',
  summary: 'list snapshots',
  options: MANAGEMENT,
  run: listSnapshots,
}

const save: Command = {
  name: 'save',
  summary: 'save all objects under a name',
  ...named,
  run: verbCommand('PUT', (state) => `saved ${snapshotLine(state)}`),
}

const restore: Command = {
  name: 'restore',
  summary: 'restore all objects and the clock',
  about: [
    'Objects get new resourceVersions, and watches end with 410, as after a compaction. CA, address and users stay.',
  ],
  ...named,
  run: verbCommand('POST', (state) => `restored ${snapshotLine(state)}`, '/restore'),
}

const remove: Command = {
  name: 'delete',
  summary: 'delete a snapshot',
  ...named,
  run: verbCommand('DELETE', ({ name }) => `deleted ${name}`),
}

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'save and restore all objects of a cluster',
  about: ['Lists the snapshots in the cluster of KUBECONFIG, or of the data folder here.'],
  verbs: [list, save, restore, remove],
  options: MANAGEMENT,
  run: listSnapshots,
}
