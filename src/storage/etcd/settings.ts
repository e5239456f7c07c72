/** Settings in etcd. They are read from memory, which the feed updates. */
import { type SettingChanges, StoreError } from '../store.ts'
import type { Connection } from './connection.ts'
import { type EtcdError, writeFailure } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

interface SettingsParts {
  readonly connection: Connection
  readonly keys: Keys
  readonly reach: (revision: number) => Promise<void>
}

interface StoredSetting {
  readonly value: Buffer
  readonly revision: number
}

export const etcdSettings = ({ connection, keys, reach }: SettingsParts) => {
  const stored = new Map<string, StoredSetting>()

  const change = async (values: SettingChanges): Promise<void> => {
    const compare = Object.keys(values).map((name) => ({
      target: COMPARE_MOD,
      key: keys.ofSetting(name),
      mod_revision: stored.get(name)?.revision ?? 0,
    }))
    const success = Object.entries(values).map(([name, value]) => {
      const key = keys.ofSetting(name)
      return value === undefined
        ? { request_delete_range: { key } }
        : { request_put: { key, value } }
    })
    const { succeeded, header } = await connection
      .txn({ compare, success })
      .catch((error: EtcdError) => {
        throw writeFailure(error)
      })
    await reach(header!.revision)
    if (!succeeded) throw new StoreError('conflict', 'another replica changed these settings first')
  }

  return {
    apply(name: string, value: Buffer | undefined, revision: number): void {
      if (value === undefined) stored.delete(name)
      else stored.set(name, { value: Buffer.from(value), revision })
    },
    clear: () => stored.clear(),
    get(name: string): Buffer | undefined {
      const kept = stored.get(name)
      return kept && Buffer.from(kept.value)
    },
    names: () => [...stored.keys()].sort(),
    change,
    /** Cannot erase earlier values: etcd keeps them until compaction and defragmentation. */
    changeWithoutTrace: change,
  }
}
