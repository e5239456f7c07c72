/** `csrlab migrate`: takes a cluster from a data folder into etcd, or back. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../api/text/shown.ts'
import type { CommandLine, CommandResult } from '../doctor/command-line.ts'
import { objectValues } from '../registry/encoding.ts'
import { type EtcdPlace, type Lookout, putIntoEtcd, takeFromEtcd } from '../store/move/etcd.ts'
import { putIntoFolder, takeFromFolder } from '../store/move/folder.ts'
import { NotEmptyError, type Whole } from '../store/move/whole.ts'
import { openSealed } from '../store/sealed-settings.ts'
import { type Settings, StoreError } from '../store/store.ts'
import { CommandError, databaseIn, type UpkeepParts } from './command-options.ts'
import { DATABASE } from './folder.ts'
import { settingsForEtcd, settingsForFolder } from './moved-settings.ts'

/** Where the two places are, and what encrypts the keys in etcd; in a folder they may be plain. */
export interface MigrateParts extends UpkeepParts {
  readonly dataDir: string
  readonly etcd: EtcdPlace
  readonly passphrase: string
}

const LEADER_LEASE = '/registry/leases/kube-system/kube-controller-manager'

/** A leader renews its lease every 2 s; the lease of one that was killed runs out after 15 s, and then another one takes it. */
const RENEWED_MS = 3_000
const TAKEN_MS = 18_000

const seal =
  (path: string, { entropy, passphrase }: MigrateParts) =>
  (settings: Settings): Promise<Settings> =>
    openSealed({ settings, entropy, path }, passphrase)

const summary = ({ rows, snapshots }: Pick<Whole, 'rows' | 'snapshots'>): string =>
  `${rows.length} objects and ${snapshots.length} snapshots`

const toEtcd = (parts: MigrateParts): Promise<string[]> => {
  const { dataDir, etcd, passphrase, entropy, readFile } = parts
  const path = databaseIn(dataDir)
  return takeFromFolder(path, objectValues, async (whole) => {
    const settings = settingsForEtcd(
      { settings: whole.settings, entropy, path },
      passphrase,
      readFile(join(dataDir, 'token'))?.toString(),
    )
    const sealing = seal(etcd.prefix, parts)
    const revision = await putIntoEtcd(etcd, { ...whole, settings, seal: sealing })
    return [
      `${summary(whole)} are in etcd under ${etcd.prefix}, at revision ${revision}`,
      ...(whole.settings.get('clock') === undefined
        ? []
        : [
            'its time was moved, and replicas have that of their machines: what begins later waits',
          ]),
      `${path} is as it was; move it away once the replicas serve`,
    ]
  })
}

const isLed = ({ rows }: Whole): boolean => {
  const lease = rows.find(({ key }) => key === LEADER_LEASE)
  if (lease === undefined) return false
  const { spec } = JSON.parse(lease.value.toString()) as { spec?: { holderIdentity?: string } }
  return (spec?.holderIdentity ?? '') !== ''
}

/** Throws CommandError. */
const refuseUsed = ({ hasSeen }: Lookout, { prefix }: EtcdPlace): void => {
  if (!hasSeen) return
  throw new CommandError(
    `the cluster under ${prefix} in etcd is in use: stop all its replicas, and run this again.`,
    3,
  )
}

/** Waits for as long as a replica could keep silent. Rejects with CommandError as soon as one does not. */
const waitForUse = async (ms: number, lookout: Lookout, etcd: EtcdPlace): Promise<void> => {
  const steps = 20
  for (let step = 0; step < steps; step++) {
    await setTimeout(ms / steps)
    refuseUsed(lookout, etcd)
  }
}

const toFolder = (parts: MigrateParts): Promise<string[]> => {
  const { dataDir, etcd, passphrase, entropy } = parts
  const path = join(dataDir, DATABASE)
  return takeFromEtcd(etcd, async (whole, lookout) => {
    await waitForUse(isLed(whole) ? TAKEN_MS : RENEWED_MS, lookout, etcd)
    const settings = settingsForFolder(
      { settings: whole.settings, entropy, path: `${etcd.prefix} in etcd` },
      passphrase,
    )
    await putIntoFolder(path, objectValues, { ...whole, settings, seal: seal(path, parts) }, () =>
      refuseUsed(lookout, etcd),
    )
    return [
      `${summary(whole)} are in ${path}, at revision ${whole.revision}`,
      `what is in etcd under ${etcd.prefix} is as it was; start no replica on it any more`,
    ]
  })
}

/** `--to etcd|sqlite`. Rejects with CommandError and OpenError. */
export const migrateCommand = async (
  { values }: Pick<CommandLine, 'values'>,
  parts: MigrateParts,
): Promise<CommandResult> => {
  try {
    const lines = await (values['to'] === 'etcd' ? toEtcd(parts) : toFolder(parts))
    return { text: shownLines([...lines, '']), code: 0 }
  } catch (error) {
    if (error instanceof NotEmptyError)
      throw new CommandError(`${error.message}; name another place, or remove what is there.`)
    if (error instanceof StoreError)
      throw new CommandError(`${error.message}; run it again, which begins anew.`, 3)
    throw error
  }
}
