import type { Snapshot } from '../../testing/generated/bodies.d.ts'
import type { Run } from '../kit/grammar/command.ts'
import { managementCommand } from '../kit/management-command.ts'

const snapshotLine = ({ name, time, size }: Snapshot): string =>
  `${name}, ${size} objects of ${time}`

/** `below`: rest of the path after the snapshot's name. */
const verbCommand = (
  method: 'PUT' | 'POST' | 'DELETE',
  lineOf: (state: Snapshot) => string,
  below = '',
): Run =>
  managementCommand<Snapshot>(
    ({ words }) => [`${method} /snapshots/${encodeURIComponent(words[0]!)}${below}`],
    (state) => [lineOf(state)],
  )

export const snapshotRuns = {
  'snapshot list': managementCommand<{ readonly snapshots: readonly Snapshot[] }>(
    () => ['GET /snapshots'],
    ({ snapshots }) =>
      snapshots.length === 0
        ? ['There are no snapshots; csrlab snapshot save NAME saves one.']
        : snapshots.map(snapshotLine),
  ),
  'snapshot save': verbCommand('PUT', (state) => `saved ${snapshotLine(state)}`),
  'snapshot restore': verbCommand('POST', (state) => `restored ${snapshotLine(state)}`, '/restore'),
  'snapshot delete': verbCommand('DELETE', ({ name }) => `deleted ${name}`),
}
