/** Reads from memory, which the feed updates. */
import { closed } from '../failures.ts'
import { type SettingChanges, type Settings, StoreError } from '../store.ts'
import type { Connection } from './connection.ts'
import { type EtcdError, writeFailure } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

interface SettingsParts {
  readonly connection: Connection
  readonly keys: Keys
  readonly reach: (revision: number) => Promise<void>
  readonly isOpen: () => boolean
}

interface StoredSetting {
  readonly value: Buffer
  readonly revision: number
}

export class EtcdSettings implements Settings {
  readonly #parts: SettingsParts
  #values = new Map<string, StoredSetting>()

  constructor(parts: SettingsParts) {
    this.#parts = parts
  }

  took(name: string, value: Buffer | undefined, revision: number): void {
    if (value === undefined) this.#values.delete(name)
    else this.#values.set(name, { value: Buffer.from(value), revision })
  }

  clear(): void {
    this.#values = new Map()
  }

  get(name: string): Buffer | undefined {
    this.#assertOpen()
    const kept = this.#values.get(name)
    return kept && Buffer.from(kept.value)
  }

  names(): readonly string[] {
    this.#assertOpen()
    return [...this.#values.keys()].sort()
  }

  change(values: SettingChanges): Promise<void> {
    this.#assertOpen()
    return this.#change(values)
  }

  async #change(values: SettingChanges): Promise<void> {
    const names = Object.keys(values)
    const { connection, keys, reach } = this.#parts
    const compare = names.map((name) => ({
      target: COMPARE_MOD,
      key: keys.ofSetting(name),
      mod_revision: this.#values.get(name)?.revision ?? 0,
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

  /** etcd keeps earlier values until defragmentation. */
  changeWithoutTrace(values: SettingChanges): Promise<void> {
    return this.change(values)
  }

  #assertOpen(): void {
    if (!this.#parts.isOpen()) throw closed()
  }
}
