import type { Command } from '../grammar/command.ts'
import { CLUSTER, DATA_FOLDER } from '../grammar/shared-options.ts'
import { ETCD_OPTIONS } from '../grammar/start-options.ts'

export const migrate: Command = {
  name: 'migrate',
  summary: 'takes a cluster from a data folder into etcd, or back',
  about: [
    'Copies all of a cluster that nobody serves: objects with their uids and times, the CA and all keys, the token, snapshots. --to etcd copies what is in the data folder, --to sqlite what is in etcd. Where it came from, it stays.',
    'What is there already is not written over. resourceVersions never go back: etcd is asked for as many changes as the cluster has had: for 60,000 some 20 seconds on two busy cores. When it is interrupted, no server takes what is there until it is run again.',
  ],
  options: {
    to: { value: 'etcd|sqlite', help: 'where it goes', offer: ['etcd', 'sqlite'] },
    ...CLUSTER,
    ...DATA_FOLDER,
    ...ETCD_OPTIONS,
  },
  run: async (line, parts) => {
    const { migrateFromLine } = await import('../migrate-command.ts')
    return migrateFromLine(line, parts)
  },
}
