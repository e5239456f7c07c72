/**
 * The recordings of real control planes, and of kubectl 1.32, against servers whose clusters etcd keeps, each below a prefix of its own, with what
 * `known.ts` lets differ and no more:
 *
 *   npm run recordings:etcd
 */
import t from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import { startEtcd } from '../fixtures/etcd.ts'
import { replayCommands, withoutRecordedKubectl } from './commands.ts'
import { replayRecordings } from './replays.ts'

t.jobs = 8

const [etcd] = await startEtcd(t)
const below = (etcdPrefix: string): ServerOptions => ({
  etcdServers: [etcd!.url],
  etcdPrefix,
  encryptionPassphrase: 'swordfish',
})

replayRecordings(new Set(), (number) => below(`/recording-${number}`))
t.test('kubectl prints what it printed', { skip: withoutRecordedKubectl() }, (t) =>
  replayCommands(t, below('/commands')),
)
