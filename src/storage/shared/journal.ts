/** Records the writes of an in-memory store, to be made durable elsewhere, and replays them. */
import { deserialize, serialize } from 'node:v8'
import type { Log } from '../log.ts'
import type { StoreEngine } from '../logged-store.ts'
import type {
  Change,
  Entry,
  SavedSnapshot,
  OwnSettings,
  Row,
  SettingChanges,
  Snapshots,
} from '../store.ts'
import type { CommitRounds } from './rounds.ts'
import type { Tally } from './tally.ts'

/**
 * `replaced`: revision of the replaced row, 0 for a create. In records of csrlab 0.2, another
 * number precedes it.
 */
type WrittenChange = readonly [
  type: Change['type'],
  key: string,
  value: Buffer,
  revision: number,
  ...rest: number[],
  replaced: number,
]

export type JournalRecord =
  | { readonly changes: readonly WrittenChange[] }
  | { readonly forgotten: readonly [from: number, to: number] }
  | { readonly settings: SettingChanges }
  | {
      readonly put: string
      readonly snapshot: Pick<SavedSnapshot, 'note' | 'revision'>
      readonly entries: readonly Entry[]
    }
  | { readonly add: string; readonly entries: readonly Entry[] }
  | { readonly removed: string }

export interface Journal {
  /** Makes the record durable: at once, or with the commits of a round. Throws the disk's error. */
  write(record: JournalRecord): void
  readonly rounds: CommitRounds
  readonly tally: Tally
}

const EVERYTHING = { from: '/', to: '0' }

export const recordBytes = (record: JournalRecord): Buffer => serialize(record)

const written = ({ type, revision, row, previous }: Change): WrittenChange => [
  type,
  row.key,
  row.value,
  revision,
  previous?.revision ?? 0,
]

const writtenAll = (changes: readonly Change[]): JournalRecord => ({
  changes: changes.map(written),
})

const replacedRow = (key: string, revision: number): Row => ({
  key,
  value: Buffer.alloc(0),
  revision,
})

const changeOf = ([type, key, value, revision, ...rest]: WrittenChange): Change => {
  const replaced = rest.at(-1)!
  return {
    type,
    revision,
    row: { key, value, revision },
    previous: replaced === 0 ? undefined : replacedRow(key, replaced),
  }
}

/** Applies the records; called before the first read. */
export const replay = (engine: StoreEngine, records: Iterable<Buffer>): void => {
  for (const bytes of records) {
    const record = deserialize(bytes) as JournalRecord
    if ('changes' in record) engine.log.append(record.changes.map(changeOf))
    else if ('forgotten' in record) engine.log.forget(...record.forgotten)
    else if ('settings' in record) engine.settings.change(record.settings)
    else if ('put' in record)
      engine.snapshots.put(record.put, { ...record.snapshot, entries: record.entries })
    else if ('add' in record) engine.snapshots.add(record.add, record.entries)
    else engine.snapshots.remove(record.removed)
  }
}

const journaledLog = (log: Log, journal: Journal): Log => ({
  ...log,
  append(changes) {
    journal.write(writtenAll(changes))
    journal.tally.count(changes)
    log.append(changes)
  },
  forget(from, to) {
    journal.write({ forgotten: [from, to] })
    log.forget(from, to)
  },
})

const journaledSettings = (settings: OwnSettings, journal: Journal): OwnSettings => {
  const change = (values: SettingChanges): void => {
    journal.write({ settings: values })
    settings.change(values)
  }
  return {
    ...settings,
    change,
    changeWithoutTrace: change,
  }
}

const journaledSnapshots = (snapshots: Snapshots, journal: Journal): Snapshots => ({
  ...snapshots,
  put(name, { note, revision, entries }) {
    journal.write({ put: name, snapshot: { note, revision }, entries: bare(entries) })
    snapshots.put(name, { note, revision, entries })
    journal.tally.forget(name)
    journal.tally.keep(name, entries)
  },
  add(name, entries) {
    // throws for a missing snapshot, before the journal has the write
    snapshots.add(name, [])
    journal.write({ add: name, entries: bare(entries) })
    snapshots.add(name, entries)
    journal.tally.keep(name, entries)
  },
  remove(name) {
    journal.write({ removed: name })
    journal.tally.forget(name)
    return snapshots.remove(name)
  },
})

const bare = (entries: readonly Entry[]): Entry[] =>
  entries.map(({ key, value }) => ({ key, value }))

/** Records each write before it is applied. */
export const journaled = (engine: StoreEngine, journal: Journal): StoreEngine => {
  journal.tally.begin(engine.log.current(EVERYTHING), engine.snapshots)
  return {
    log: journaledLog(engine.log, journal),
    settings: journaledSettings(engine.settings, journal),
    snapshots: journaledSnapshots(engine.snapshots, journal),
    together: {
      rounds: journal.rounds,
      staged: (change) => journal.tally.count([change]),
      dropped: (changes) => journal.tally.uncount(changes),
      write: (changes) => journal.write(writtenAll(changes)),
      keep: (changes) => engine.log.append(changes),
    },
    close: () => engine.close(),
  }
}
