/** Replays the recordings against servers on etcd, each with its own prefix. */
import t from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import { startEtcd, withoutEtcd } from '../fixtures/etcd.ts'
import { replayCommands, withoutRecordedKubectl } from './commands.ts'
import { replayRecordings } from './in-process.ts'

t.jobs = 8

if (withoutEtcd === false) {
  const [etcd] = await startEtcd(t)
  const below = (etcdPrefix: string): ServerOptions => ({
    etcdServers: [etcd!.url],
    etcdPrefix,
    encryptionPassphrase: 'swordfish',
  })
  replayRecordings(new Set(), { options: (number) => below(`/recording-${number}`) })
  t.test('kubectl prints the recorded output', { skip: withoutRecordedKubectl() }, (t) =>
    replayCommands(t, below('/commands')),
  )
} else t.pass('skipped', { skip: withoutEtcd })
